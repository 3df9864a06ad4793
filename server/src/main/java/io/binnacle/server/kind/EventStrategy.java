package io.binnacle.server.kind;

import java.util.Set;

/// Event, in the core form it is stored in.
final class EventStrategy implements Strategy {
  private static final FieldLabels LABELS =
      FieldLabels.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "type")
          .plus("reportingComponent", "reportingComponent")
          .plus(
              "source",
              event -> {
                String component = event.obj("source").str("component");
                return component.isEmpty() ? event.str("reportingComponent") : component;
              });

  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.CREATE_ON_UPDATE, Trait.NO_GARBAGE_COLLECTION);
  }

  @Override
  public FieldLabels fieldLabels() {
    return LABELS;
  }
}
