package io.binnacle.server.registry;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.Map;

/// `events.k8s.io/v1` Events, which are core/v1 Events by other names: one storage, two doors.
final class EventForm implements Resource.Form {
  /// Names in core/v1 by names in events.k8s.io/v1.
  private static final Map<String, String> CORE_NAMES =
      Map.of(
          "note", "message",
          "regarding", "involvedObject",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count",
          "reportingController", "reportingComponent");

  @Override
  public Obj served(Obj stored) {
    Obj out = stored.with("apiVersion", ResourceName.EVENTS_V1.apiVersion());
    for (Map.Entry<String, String> name : CORE_NAMES.entrySet()) {
      out = renamed(out, name.getValue(), name.getKey());
    }
    return out;
  }

  @Override
  public Obj stored(Obj served) {
    Obj out = served.with("apiVersion", ResourceName.EVENTS.apiVersion());
    for (Map.Entry<String, String> name : CORE_NAMES.entrySet()) {
      out = renamed(out, name.getKey(), name.getValue());
    }
    return out;
  }

  private static Obj renamed(Obj object, String from, String to) {
    return object.withOrWithout(to, object.get(from)).without(from);
  }
}
