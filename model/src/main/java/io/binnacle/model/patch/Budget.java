package io.binnacle.model.patch;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;

/// What one JSON patch may still cost. A few kilobytes of operations can ask for hours of copying, or double a document
/// ten thousand times; real patches come nowhere near these bounds.
final class Budget {
  /// Entries of objects and lists that may be copied or visited: well under a second.
  private static final long WORK = 50_000_000;

  /// Bytes of JSON that `copy` operations may add, upstream's default.
  private static final long COPIED_BYTES = 3 * 1024 * 1024;

  private long work = WORK;
  private long bytes = COPIED_BYTES;

  void spend(long entries) {
    work -= entries;
    if (work < 0) {
      throw PatchException.tooLarge("The JSON patch asks for too much work");
    }
  }

  /// Accounts for one more copy of `value`.
  void copy(Value value) {
    long size = Json.bytes(value).length;
    bytes -= size;
    spend(size);
    if (bytes < 0) {
      throw PatchException.doesNotApply(
          "Unable to complete the copy, the accumulated size increase of copy operations is "
              + (COPIED_BYTES - bytes)
              + ", exceeding the limit "
              + COPIED_BYTES);
    }
  }

  /// Refuses to put `value` below `above` levels of nesting if what comes out could not be read again.
  void nest(Value value, int above) {
    if (above + depth(value, Json.MAX_DEPTH) > Json.MAX_DEPTH) {
      throw PatchException.doesNotApply("the result nests deeper than " + Json.MAX_DEPTH);
    }
  }

  private int depth(Value value, int limit) {
    spend(1);
    if (limit < 0) {
      return 1;
    }
    return switch (value) {
      case Obj o -> {
        int deepest = 0;
        for (int i = 0; i < o.size(); i++) {
          deepest = Math.max(deepest, depth(o.valueAt(i), limit - 1));
        }
        yield deepest + 1;
      }
      case Arr a -> {
        int deepest = 0;
        for (Value item : a) {
          deepest = Math.max(deepest, depth(item, limit - 1));
        }
        yield deepest + 1;
      }
      case Str _, Int _, Real _, Bool _, Null _ -> 0;
    };
  }
}
