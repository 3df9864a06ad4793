package io.binnacle.server.table;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The cells of an Event, in either of its two shapes: core/v1 and events.k8s.io/v1 name their fields differently.
final class EventCells {
  private EventCells() {}

  static String lastSeen(Obj event, Instant now) {
    Obj series = event.obj("series");
    if (!series.isEmpty()) {
      return Ages.since(Ages.time(series.get("lastObservedTime")), now);
    }
    Instant last = Ages.time(either(event, "lastTimestamp", "deprecatedLastTimestamp"));
    return last == null ? firstSeen(event, now) : Ages.since(last, now);
  }

  static String firstSeen(Obj event, Instant now) {
    Instant first = Ages.time(either(event, "firstTimestamp", "deprecatedFirstTimestamp"));
    return Ages.since(first == null ? Ages.time(event.get("eventTime")) : first, now);
  }

  static long count(Obj event) {
    Obj series = event.obj("series");
    if (!series.isEmpty()) {
      return series.integer("count", 0);
    }
    long count = event.integer("count", event.integer("deprecatedCount", 0));
    return count == 0 ? 1 : count;
  }

  /// What the event is about, as `kind/name` with a lower-case kind.
  static String object(Obj event) {
    Obj about = about(event);
    String kind = about.str("kind").toLowerCase(Locale.ROOT);
    String name = about.str("name");
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  /// Who reports: `component` or `component, instance`.
  static String source(Obj event) {
    Obj source = event.obj(event.has("source") ? "source" : "deprecatedSource");
    String component =
        firstOf(
            source.str("component"),
            event.str("reportingComponent"),
            event.str("reportingController"));
    String instance = firstOf(source.str("host"), event.str("reportingInstance"));
    return instance.isEmpty() ? component : component + ", " + instance;
  }

  static String message(Obj event) {
    return event.str(event.has("message") ? "message" : "note").strip();
  }

  private static Obj about(Obj event) {
    return event.obj(event.has("involvedObject") ? "involvedObject" : "regarding");
  }

  private static @Nullable Value either(Obj event, String core, String grouped) {
    return event.get(event.has(core) ? core : grouped);
  }

  private static String firstOf(String... texts) {
    for (String text : texts) {
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }
}
