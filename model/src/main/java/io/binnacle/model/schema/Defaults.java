package io.binnacle.model.schema;

import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import org.jspecify.annotations.Nullable;

/// Fills in the table's static defaults: those a field has whatever its neighbours say. Pure and idempotent; defaults
/// that depend on other fields are the business of `model.defaults`.
public final class Defaults {
  private Defaults() {}

  /// `object` with every default of `type` in place of absent, null and (for strings) empty fields whose parent is there; a filled-in
  /// structure gets its own defaults too. Null fields are dropped. The same object if nothing had to change.
  public static Obj apply(Obj object, ResourceType type) {
    return struct(object, type.struct());
  }

  /// As above, for a top-level kind or a nested structure.
  public static Obj apply(Obj object, StructType struct) {
    return struct(object, struct);
  }

  private static Obj struct(Obj object, StructType type) {
    Rebuild out = new Rebuild(object);
    for (int i = 0; i < object.size(); i++) {
      Field field = type.field(object.keyAt(i));
      Value value = object.valueAt(i);
      if (value == Null.NULL || isNothing(value, field)) {
        out.drop(i);
      } else {
        out.keep(i, field == null ? value : value(value, field.type()));
      }
    }
    for (Field field : type.fields()) {
      Value value = field.defaultValue();
      if (value != null && isAbsent(object, field)) {
        out.add(field.name(), value(value, field.type()));
      }
    }
    return out.result();
  }

  private static boolean isAbsent(Obj object, Field field) {
    Value value = object.get(field.name());
    return value == null || value == Null.NULL || isNothing(value, field);
  }

  /// Whether `value` is an empty one that upstream cannot tell from an absent one, where there is a default.
  private static boolean isNothing(Value value, @Nullable Field field) {
    return field != null && field.defaultValue() != null && field.leavesOut(value);
  }

  private static Value value(Value value, FieldType type) {
    return switch (type) {
      case Scalar _ -> value;
      case Ref ref -> value instanceof Obj o ? struct(o, ref.struct()) : value;
      case ListOf(FieldType element) ->
          value instanceof Arr a && !(element instanceof Scalar)
              ? a.map(v -> value(v, element))
              : value;
      case MapOf(FieldType element) ->
          value instanceof Obj o && !(element instanceof Scalar) ? map(o, element) : value;
    };
  }

  private static Obj map(Obj map, FieldType element) {
    Rebuild out = new Rebuild(map);
    for (int i = 0; i < map.size(); i++) {
      out.keep(i, value(map.valueAt(i), element));
    }
    return out.result();
  }
}
