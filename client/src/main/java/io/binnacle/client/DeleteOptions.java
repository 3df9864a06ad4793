package io.binnacle.client;

import org.jspecify.annotations.Nullable;

/// How to delete.
///
/// @param propagation what happens to dependents; null for the default of the resource (background)
/// @param gracePeriodSeconds seconds, ≥ 0; null for the object's own
/// @param uid delete only the object with this UID; null for whichever has the name
/// @param resourceVersion delete only this version; null for any
public record DeleteOptions(
    @Nullable Propagation propagation,
    @Nullable Long gracePeriodSeconds,
    @Nullable String uid,
    @Nullable String resourceVersion) {
  /// The defaults of the resource.
  public static final DeleteOptions DEFAULT = new DeleteOptions(null, null, null, null);

  /// At once, as a node agent confirms that a Pod is gone.
  public static final DeleteOptions NOW = new DeleteOptions(null, 0L, null, null);

  /// Only the object with this UID, dependents in the background.
  public static DeleteOptions uid(String uid) {
    return new DeleteOptions(Propagation.BACKGROUND, null, uid, null);
  }

  /// What happens to dependents of a deleted object; named as on the wire in [#wire].
  public enum Propagation {
    BACKGROUND("Background"),
    FOREGROUND("Foreground"),
    ORPHAN("Orphan");

    private final String wire;

    Propagation(String wire) {
      this.wire = wire;
    }

    /// The value of `propagationPolicy`.
    public String wire() {
      return wire;
    }
  }
}
