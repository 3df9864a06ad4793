package io.binnacle.model.defaults;

import io.binnacle.model.meta.Quantity;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.schema.Field;
import io.binnacle.model.schema.FieldType;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;

/// Writes quantities as the API server answers them: `1000m` as `1`, the number 2 as the string `2`.
final class Canonical {
  private Canonical() {}

  /// `object` with every field of type quantity in canonical form; the same object if nothing had to change.
  static Obj quantities(Obj object, StructType struct) {
    Obj out = object;
    for (int i = 0; i < object.size(); i++) {
      Field field = struct.field(object.keyAt(i));
      if (field != null) {
        out = out.with(field.name(), value(object.valueAt(i), field.type()));
      }
    }
    return out;
  }

  private static Value value(Value value, FieldType type) {
    return switch (type) {
      case Scalar scalar -> scalar == Scalar.QUANTITY ? quantity(value) : value;
      case Ref ref -> value instanceof Obj o ? quantities(o, ref.struct()) : value;
      case ListOf(FieldType element) ->
          value instanceof Arr a && mayHold(element) ? a.map(v -> value(v, element)) : value;
      case MapOf(FieldType element) ->
          value instanceof Obj o && mayHold(element) ? map(o, element) : value;
    };
  }

  private static boolean mayHold(FieldType element) {
    return !(element instanceof Scalar) || element == Scalar.QUANTITY;
  }

  private static Obj map(Obj map, FieldType element) {
    Obj out = map;
    for (int i = 0; i < map.size(); i++) {
      out = out.with(map.keyAt(i), value(map.valueAt(i), element));
    }
    return out;
  }

  private static Value quantity(Value value) {
    String text = value instanceof Str s ? s.value() : value.toString();
    try {
      String canonical = Quantity.parse(text).toString();
      return value instanceof Str && canonical.equals(text) ? value : Str.of(canonical);
    } catch (SyntaxException malformed) {
      return value; // refused by the schema check, which knows the path
    }
  }
}
