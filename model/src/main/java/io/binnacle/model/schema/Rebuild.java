package io.binnacle.model.schema;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import org.jspecify.annotations.Nullable;

/// Copies an object field by field, in order, and only from the first difference on: an object nothing was changed in
/// is itself the result.
final class Rebuild {
  private final Obj before;
  private Obj.@Nullable Builder after;

  Rebuild(Obj before) {
    this.before = before;
  }

  /// Leaves out the field at `index`.
  void drop(int index) {
    after(index);
  }

  /// Takes over the field at `index` with this value.
  void keep(int index, Value value) {
    if (after != null || value != before.valueAt(index)) {
      after(index).put(before.keyAt(index), value);
    }
  }

  /// Adds a field the object does not have, after all its own have been kept or dropped.
  void add(String key, Value value) {
    after(before.size()).put(key, value);
  }

  Obj result() {
    return after == null ? before : after.build();
  }

  private Obj.Builder after(int index) {
    Obj.Builder out = after;
    if (out == null) {
      out = Obj.builder();
      for (int i = 0; i < index; i++) {
        out.put(before.keyAt(i), before.valueAt(i));
      }
      after = out;
    }
    return out;
  }
}
