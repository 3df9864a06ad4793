package io.binnacle.doctor.watch;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What our own Events of the past tell. Pure.
final class PastEvents {
  private static final String OVER = " no longer holds";

  private PastEvents() {}

  /// The message that says that the finding of a check is over.
  static String over(String id) {
    return Wording.reason(id) + OVER;
  }

  /// Files an Event under its Service and the check it is about; of several, the last one said.
  static void add(Obj event, Map<ObjectKey, Map<String, Obj>> into) {
    Obj about = event.obj("involvedObject");
    ObjectKey service = new ObjectKey(about.str("namespace"), about.str("name"));
    String message = event.str("message");
    boolean over = event.str("reason").equals("Resolved") && message.endsWith(OVER);
    String reason =
        over ? message.substring(0, message.length() - OVER.length()) : event.str("reason");
    into.computeIfAbsent(service, _ -> new HashMap<>())
        .merge(reason, event, (one, other) -> said(one).isAfter(said(other)) ? one : other);
  }

  /// What stands of them; null if everything is over.
  ///
  /// @param latest the last Event about each check, by reason
  static @Nullable Standing standing(Map<String, Obj> latest) {
    Standing standing = new Standing();
    boolean any = false;
    for (Map.Entry<String, Obj> each : latest.entrySet()) {
      Obj event = each.getValue();
      if (event.str("type").equals("Warning")) {
        standing.restore(Wording.id(each.getKey()), event.str("message"), said(event));
        any = true;
      }
    }
    return any ? standing : null;
  }

  private static Instant said(Obj event) {
    try {
      return Timestamps.parse(event.str("lastTimestamp"));
    } catch (SyntaxException e) {
      return Instant.EPOCH;
    }
  }
}
