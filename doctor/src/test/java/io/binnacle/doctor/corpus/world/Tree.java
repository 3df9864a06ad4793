package io.binnacle.doctor.corpus.world;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads and writes deep in a tree. A step is a key (text) or a position in a list (number).
public final class Tree {
  private Tree() {}

  /// What is at a path, null if nothing.
  public static @Nullable Value get(@Nullable Value root, Object... path) {
    Value here = root;
    for (Object step : path) {
      here =
          switch (here) {
            case Obj o when step instanceof String key -> o.get(key);
            case Arr a when step instanceof Integer at && at < a.size() -> a.get(at);
            case null, default -> null;
          };
    }
    return here;
  }

  /// The text at a path, empty if there is none.
  public static String str(@Nullable Value root, Object... path) {
    return get(root, path) instanceof Str s ? s.value() : "";
  }

  /// `root` with `value` at a path; null takes it away.
  public static Obj set(Obj root, @Nullable Value value, Object... path) {
    return (Obj) Objects.requireNonNull(change(root, _ -> value, 0, path));
  }

  public static Obj set(Obj root, String value, Object... path) {
    return set(root, Str.of(value), path);
  }

  public static Obj set(Obj root, int value, Object... path) {
    return set(root, Int.of(value), path);
  }

  /// `root` with what is at a path changed.
  public static Obj change(Obj root, UnaryOperator<@Nullable Value> change, Object... path) {
    return (Obj) Objects.requireNonNull(change(root, change, 0, path));
  }

  private static @Nullable Value change(
      @Nullable Value here, UnaryOperator<@Nullable Value> change, int at, Object... path) {
    if (at == path.length) {
      return change.apply(here);
    }
    if (path[at] instanceof String key) {
      Obj object = here instanceof Obj o ? o : Obj.EMPTY;
      Value next = change(object.get(key), change, at + 1, path);
      return object.withOrWithout(key, next);
    }
    int index = (Integer) path[at];
    List<Value> items = new ArrayList<>(here instanceof Arr a ? a.asList() : List.of());
    Value before = index < items.size() ? items.get(index) : null;
    Value next = change(before, change, at + 1, path);
    if (index >= items.size()) {
      items.add(next);
    } else if (next == null) {
      items.remove(index);
    } else {
      items.set(index, next);
    }
    return Arr.copyOf(items);
  }

  /// A number or a name, as `targetPort` has it.
  public static Value intOrStr(String text) {
    return text.matches("[0-9]+") ? Int.of(Integer.parseInt(text)) : Str.of(text);
  }
}
