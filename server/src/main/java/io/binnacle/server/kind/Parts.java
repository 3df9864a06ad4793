package io.binnacle.server.kind;

import io.binnacle.model.tree.Obj;

/// Moves whole parts between two versions of an object.
final class Parts {
  private Parts() {}

  /// `next` with these top-level fields as they are in `old`.
  static Obj keep(Obj next, Obj old, String... fields) {
    Obj out = next;
    for (String field : fields) {
      out = out.withOrWithout(field, old.get(field));
    }
    return out;
  }

  /// `next` with these fields of `metadata` as they are in `old`.
  static Obj keepMeta(Obj next, Obj old, String... fields) {
    return next.change("metadata", m -> keep(m, old.obj("metadata"), fields));
  }

  /// The object with `metadata.generation` set.
  static Obj generation(Obj object, long generation) {
    return object.change("metadata", m -> m.with("generation", generation));
  }
}
