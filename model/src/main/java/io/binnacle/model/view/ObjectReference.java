package io.binnacle.model.view;

import io.binnacle.model.tree.Obj;
import org.jspecify.annotations.Nullable;

/// A pointer from one object to another: `targetRef`, `involvedObject`. Absent parts are empty.
public record ObjectReference(
    String apiVersion, String kind, String namespace, String name, String uid) {

  /// Reads a reference, or null if `reference` has no fields.
  static @Nullable ObjectReference orNull(Obj reference) {
    return reference.isEmpty() ? null : of(reference);
  }

  /// Reads a reference.
  public static ObjectReference of(Obj reference) {
    return new ObjectReference(
        reference.str("apiVersion"),
        reference.str("kind"),
        reference.str("namespace"),
        reference.str("name"),
        reference.str("uid"));
  }
}
