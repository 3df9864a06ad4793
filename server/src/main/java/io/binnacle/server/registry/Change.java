package io.binnacle.server.registry;

import io.binnacle.model.error.Status;

/// One event of a watch, as it goes over the wire: a type and an object.
///
/// @param type what happened
/// @param object the object; for BOOKMARK one of the right kind with only `metadata.resourceVersion`; for ERROR a
///     Status, after which nothing more comes
/// @param revision the revision of the write that is shown; for a BOOKMARK, the one everything was shown up to
public record Change(Type type, SharedObject object, long revision) {

  /// The types, named as on the wire.
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK,
    ERROR
  }

  static Change error(Status status) {
    return new Change(Type.ERROR, new SharedObject(status.toObj()), 0);
  }
}
