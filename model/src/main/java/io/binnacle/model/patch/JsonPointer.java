package io.binnacle.model.patch;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a document (RFC 6901), with the reading of it that upstream's library has: an index may be negative and
/// then counts from the end.
///
/// @param text as it was written
/// @param steps the unescaped steps; none for the whole document
record JsonPointer(String text, List<String> steps) {

  /// A step that leads nowhere; the message says which and why.
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message, null, false, false);
    }
  }

  /// @throws Missing if `text` neither is empty nor starts with `/`
  static JsonPointer parse(String text) {
    if (text.isEmpty()) {
      return new JsonPointer(text, List.of());
    }
    if (text.charAt(0) != '/') {
      throw new Missing("a path starts with '/'");
    }
    List<String> steps = new ArrayList<>();
    int from = 1;
    for (int slash = text.indexOf('/', 1); slash >= 0; slash = text.indexOf('/', from)) {
      steps.add(unescape(text.substring(from, slash)));
      from = slash + 1;
    }
    steps.add(unescape(text.substring(from)));
    return new JsonPointer(text, List.copyOf(steps));
  }

  boolean isRoot() {
    return steps.isEmpty();
  }

  /// What is there, null if the last step names no field of an object.
  ///
  /// @throws Missing if a step before leads nowhere, or an index is out of range
  @Nullable Value get(Value document, Budget budget) {
    Value here = document;
    for (int i = 0; i < steps.size() - 1; i++) {
      here = step(here, i, budget);
    }
    String last = steps.getLast();
    return switch (here) {
      case Obj o -> o.get(last);
      case Arr a -> a.get(index(last, a.size(), a.size() - 1));
      case Str _, Int _, Real _, Bool _, Null _ -> throw nowhere(steps.size() - 1);
    };
  }

  /// The document with a value put there: a field is set, an element inserted before the one at the index, or at the
  /// end for `-`.
  Value add(Value document, Value value, Budget budget) {
    return at(
        document,
        0,
        budget,
        (parent, last) ->
            switch (parent) {
              case Obj o -> o.with(last, value);
              case Arr a -> insert(a, last, value);
              case Str _, Int _, Real _, Bool _, Null _ -> throw nowhere(steps.size() - 1);
            });
  }

  /// The document with what is there replaced; a field need not be there, an element must.
  Value set(Value document, Value value, Budget budget) {
    return at(
        document,
        0,
        budget,
        (parent, last) ->
            switch (parent) {
              case Obj o -> o.with(last, value);
              case Arr a -> a.with(index(last, a.size(), a.size() - 1), value);
              case Str _, Int _, Real _, Bool _, Null _ -> throw nowhere(steps.size() - 1);
            });
  }

  /// The document without what is there, which must be.
  Value remove(Value document, Budget budget) {
    return at(
        document,
        0,
        budget,
        (parent, last) ->
            switch (parent) {
              case Obj o when o.has(last) -> o.without(last);
              case Obj _ -> throw new Missing("Unable to remove nonexistent key: " + last);
              case Arr a -> without(a, index(last, a.size(), a.size() - 1));
              case Str _, Int _, Real _, Bool _, Null _ -> throw nowhere(steps.size() - 1);
            });
  }

  private interface Edit {
    Value apply(Value parent, String last);
  }

  private Value at(Value here, int depth, Budget budget, Edit edit) {
    budget.spend(width(here));
    if (depth == steps.size() - 1) {
      return edit.apply(here, steps.get(depth));
    }
    Value changed = at(step(here, depth, budget), depth + 1, budget, edit);
    return switch (here) {
      case Obj o -> o.with(steps.get(depth), changed);
      case Arr a -> a.with(index(steps.get(depth), a.size(), a.size() - 1), changed);
      case Str _, Int _, Real _, Bool _, Null _ -> throw nowhere(depth);
    };
  }

  private Value step(Value here, int depth, Budget budget) {
    budget.spend(1);
    Value next =
        switch (here) {
          case Obj o -> o.get(steps.get(depth));
          case Arr a -> a.get(index(steps.get(depth), a.size(), a.size() - 1));
          case Str _, Int _, Real _, Bool _, Null _ -> null;
        };
    if (next == null) {
      throw nowhere(depth);
    }
    return next;
  }

  private Missing nowhere(int depth) {
    return new Missing("nothing at step " + (depth + 1) + ", " + steps.get(depth));
  }

  private static int width(Value value) {
    return switch (value) {
      case Obj o -> o.size();
      case Arr a -> a.size();
      case Str _, Int _, Real _, Bool _, Null _ -> 1;
    };
  }

  private static Arr insert(Arr array, String step, Value value) {
    if (step.equals("-")) {
      return array.plus(value);
    }
    int at = index(step, array.size() + 1, array.size());
    List<Value> items = new ArrayList<>(array.asList());
    items.add(at, value);
    return Arr.copyOf(items);
  }

  private static Arr without(Arr array, int index) {
    List<Value> items = new ArrayList<>(array.asList());
    items.remove(index);
    return Arr.copyOf(items);
  }

  /// @param size what a negative index counts back from
  /// @param max the largest index allowed
  private static int index(String step, int size, int max) {
    int index;
    try {
      index = Integer.parseInt(step);
    } catch (NumberFormatException e) {
      throw new Missing("value was not a proper array index: '" + step + "'");
    }
    if (index < -size || index > max) {
      throw new Missing("Unable to access invalid index: " + index);
    }
    return index < 0 ? index + size : index;
  }

  private static String unescape(String step) {
    return step.indexOf('~') < 0 ? step : step.replace("~1", "/").replace("~0", "~");
  }
}
