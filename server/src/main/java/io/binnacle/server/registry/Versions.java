package io.binnacle.server.registry;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;

/// `metadata.resourceVersion`: a revision of the store, as text.
final class Versions {
  private Versions() {}

  /// The object as the write with `revision` leaves it.
  static Obj stamp(Obj object, long revision) {
    return object.change("metadata", m -> m.with("resourceVersion", Long.toString(revision)));
  }

  /// The object without a version, to compare contents.
  static Obj unstamped(Obj object) {
    return object.change("metadata", m -> m.without("resourceVersion"));
  }

  /// The revision `object` claims to be of; 0 if it claims none.
  static long of(Obj object) {
    String text = object.obj("metadata").str("resourceVersion");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw Refusals.unclassified(
          "strconv.ParseUint: parsing " + Str.of(text) + ": invalid syntax");
    }
  }
}
