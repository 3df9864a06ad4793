package io.binnacle.model.patch;

import io.binnacle.model.schema.Field;
import io.binnacle.model.schema.FieldType;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Strategic merge patch: like a merge patch, but lists that the schema table marks merge element by element, found by
/// their merge key, and directives in the patch say what a partial document cannot:
///
/// - `$patch: replace | delete` in an object: take the rest of it as it is, or remove it; in an element of a merging
///   list: replace the whole list, or delete the element with this key;
/// - `$retainKeys: [a, b]`: fields not named here go;
/// - `$deleteFromPrimitiveList/f: [x]`: remove these scalars from the list `f`;
/// - `$setElementOrder/f: [...]`: the order the elements of `f` that the patch knows should have.
///
/// Objects under a field the table does not know merge as plain maps, lists under it are replaced.
///
/// @see <a href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md">Strategic
///     Merge Patch</a>
public final class StrategicMergePatch {
  static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList";
  private static final String SET_ORDER = "$setElementOrder";

  private StrategicMergePatch() {}

  /// The object with `patch` merged into it.
  ///
  /// @param type the structure of the object
  /// @throws PatchException with the code and message the API server answers with, if the patch is malformed
  public static Obj apply(Obj object, Value patch, StructType type) {
    if (patch == Null.NULL) {
      return object;
    }
    if (!(patch instanceof Obj p)) {
      throw PatchException.malformed(
          "json: cannot unmarshal "
              + patch.typeName()
              + " into Go value of type map[string]interface {}");
    }
    return mergeObject(object, p, type);
  }

  /// @param type the structure of the object, null if the table does not know it
  static Obj mergeObject(Obj original, Obj patch, @Nullable StructType type) {
    Value directive = patch.get(DIRECTIVE);
    if (directive != null) {
      return switch (directive instanceof Str s ? s.value() : "") {
        case "replace" -> patch.without(DIRECTIVE);
        case "delete" -> Obj.EMPTY;
        default -> throw unknownDirective(directive, patch);
      };
    }
    if (patch.isEmpty()) {
      return original;
    }
    TreeMap<String, Value> out = new TreeMap<>();
    original.forEach(out::put);
    TreeMap<String, Value> todo = new TreeMap<>();
    patch.forEach(todo::put);
    retainKeys(out, todo);
    setElementOrders(out, todo, type);
    todo.forEach((key, value) -> mergeField(out, key, value, type));
    return Obj.copyOf(out);
  }

  private static void mergeField(
      SortedMap<String, Value> out, String key, Value value, @Nullable StructType type) {
    boolean deletes = key.startsWith(DELETE_FROM_LIST);
    String name = deletes ? fieldOf(key, DELETE_FROM_LIST, "primitive list") : key;
    Value now = out.get(name);
    if (value == Null.NULL) {
      out.remove(name);
    } else if (now instanceof Obj o && value instanceof Obj p) {
      out.put(name, mergeObject(o, p, structOf(field(type, name))));
    } else if (now instanceof Arr o && value instanceof Arr p) {
      ListMerge list = ListMerge.of(field(type, name));
      out.put(name, deletes ? list.delete(o, p) : list.merge(o, p));
    } else if (!deletes) {
      Value fresh = withoutDirectives(withoutNulls(value));
      if (fresh == null) {
        out.remove(name);
      } else {
        out.put(name, fresh);
      }
    }
  }

  /// Handles `$retainKeys`: drops what it does not name, and refuses a patch that sets what it does not name.
  private static void retainKeys(SortedMap<String, Value> out, SortedMap<String, Value> patch) {
    Value directive = patch.remove(RETAIN_KEYS);
    if (directive == null) {
      return;
    }
    if (!(directive instanceof Arr list)) {
      throw badFormat("retainKeys");
    }
    Set<String> retained = new HashSet<>(list.strings());
    patch.forEach((key, value) -> {
      boolean names =
          value != Null.NULL && !key.startsWith(DELETE_FROM_LIST) && !key.startsWith(SET_ORDER);
      if (names && !retained.contains(key)) {
        throw badFormat("retainKeys");
      }
    });
    out.keySet().retainAll(retained);
  }

  /// Handles every `$setElementOrder/f` together with `f` itself, and takes both out of `patch`.
  private static void setElementOrders(
      SortedMap<String, Value> out, SortedMap<String, Value> patch, @Nullable StructType type) {
    for (String key : patch.keySet().toArray(String[]::new)) {
      if (key.startsWith(SET_ORDER)) {
        Arr order = list(patch.remove(key));
        String name = fieldOf(key, SET_ORDER, "setElementOrder list");
        Value now = out.get(name);
        Value wanted = patch.get(name);
        Arr original = now == null ? null : list(now);
        Arr elements = wanted == null ? null : list(wanted);
        ListMerge merge = ListMerge.of(field(type, name));
        merge.checkOrder(elements == null ? Arr.EMPTY : elements, order);
        if (original != null || elements != null) {
          out.put(name, merge.ordered(original, elements, order));
        }
        patch.remove(name);
      }
    }
  }

  private static Arr list(@Nullable Value value) {
    if (value instanceof Arr a) {
      return a;
    }
    throw wrongType(Arr.EMPTY, value == null ? Null.NULL : value);
  }

  private static @Nullable Field field(@Nullable StructType type, String name) {
    return type == null ? null : type.field(name);
  }

  private static @Nullable StructType structOf(@Nullable Field field) {
    return field != null && field.type() instanceof FieldType.Ref r ? r.struct() : null;
  }

  private static String fieldOf(String key, String prefix, String what) {
    if (!key.startsWith(prefix + "/")) {
      throw badFormat(what);
    }
    return key.substring(prefix.length() + 1);
  }

  /// `value` without the fields that are null, at any depth. Nulls in lists stay.
  private static Value withoutNulls(Value value) {
    if (value instanceof Arr a) {
      return a.map(StrategicMergePatch::withoutNulls);
    }
    if (!(value instanceof Obj o)) {
      return value;
    }
    Obj.Builder out = Obj.builder();
    o.forEach((key, inner) -> {
      if (inner != Null.NULL) {
        out.put(key, withoutNulls(inner));
      }
    });
    return out.build();
  }

  /// `value` without the objects that carry a `$patch`, at any depth; null if it is one itself.
  static @Nullable Value withoutDirectives(Value value) {
    if (value instanceof Arr a) {
      return a.stream()
          .map(StrategicMergePatch::withoutDirectives)
          .filter(Objects::nonNull)
          .collect(Arr.toArr());
    }
    if (!(value instanceof Obj o)) {
      return value;
    }
    if (o.has(DIRECTIVE)) {
      return null;
    }
    Obj.Builder out = Obj.builder();
    o.forEach((key, inner) -> out.putIfPresent(key, withoutDirectives(inner)));
    return out.build();
  }

  static PatchException unknownDirective(Value directive, Obj in) {
    return PatchException.unclassified(
        "unknown patch type: " + GoText.of(directive) + " in map: " + GoText.of(in));
  }

  static PatchException wrongType(Value expected, Value actual) {
    return PatchException.unclassified(
        "expected a " + GoText.type(expected) + ", but received a " + GoText.type(actual));
  }

  private static PatchException badFormat(String what) {
    return PatchException.malformed("invalid patch format of " + what);
  }
}
