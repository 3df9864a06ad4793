package io.binnacle.server.table;

import io.binnacle.model.meta.HumanDuration;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long ago something was, in kubectl's words: `5m30s`, `3d2h`, `<unknown>`.
final class Ages {
  static final String UNKNOWN = "<unknown>";

  private Ages() {}

  /// The time in `timestamp`, or null if it is absent, null or no time.
  static @Nullable Instant time(@Nullable Value timestamp) {
    if (!(timestamp instanceof Str s) || s.value().isEmpty()) {
      return null;
    }
    try {
      return Timestamps.parse(s.value());
    } catch (SyntaxException e) {
      return null; // an object stored before times were checked still has to be shown
    }
  }

  /// The age of the object itself.
  static String ofObject(Obj object, Instant now) {
    return since(time(object.obj("metadata").get("creationTimestamp")), now);
  }

  /// The time from `then` to `now`; `<unknown>` if there is no `then`.
  static String since(@Nullable Instant then, Instant now) {
    return then == null ? UNKNOWN : HumanDuration.of(Duration.between(then, now));
  }
}
