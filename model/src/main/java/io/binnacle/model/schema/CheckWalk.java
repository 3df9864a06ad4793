package io.binnacle.model.schema;

import io.binnacle.model.meta.Base64;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
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

/// One run of the [Checker]: the path it is at and what it has found so far. Use once.
final class CheckWalk {
  private static final int MAX_UNKNOWN = 100;

  /// Where we are: a String is a field, an Integer an index, a MapKey a key.
  private final List<Object> steps = new ArrayList<>();

  private final List<String> unknown = new ArrayList<>();

  /* The decoder goes on after a plain mismatch and reports the first at the end, but types that decode themselves
   * (quantities, times, IntOrString) stop it at once, even when a mismatch was met before. */
  private @Nullable TypeMismatchException first;

  private record MapKey(String key) {}

  /// The field a value belongs to, for messages: of which structure, and how many lists and maps deep inside it.
  private record Place(StructType holder, Field field, int depth) {
    Place inside() {
      return new Place(holder, field, depth + 1);
    }
  }

  /// Checks and prunes the whole object.
  Obj run(Obj object, StructType type) throws TypeMismatchException {
    Obj pruned = struct(object, type);
    if (first != null) {
      throw first;
    }
    return pruned;
  }

  List<String> unknownFields() {
    return List.copyOf(unknown);
  }

  private Obj struct(Obj object, StructType type) throws TypeMismatchException {
    Rebuild out = new Rebuild(object);
    for (int i = 0; i < object.size(); i++) {
      String key = object.keyAt(i);
      Field field = type.field(key);
      if (field == null) {
        reportUnknown(key);
        out.drop(i);
        continue;
      }
      Value value = object.valueAt(i);
      if (value == Null.NULL) {
        out.drop(i);
        continue;
      }
      steps.addLast(key);
      Value read = value(value, field.type(), new Place(type, field, 0));
      steps.removeLast();
      if (field.leavesOut(read)) {
        out.drop(i);
      } else {
        out.keep(i, read);
      }
    }
    return out.result();
  }

  private Value value(Value value, FieldType type, Place place) throws TypeMismatchException {
    return switch (type) {
      case Scalar scalar -> scalar(value, scalar, place);
      case ListOf(FieldType element) ->
          value instanceof Arr a ? list(a, element, place.inside()) : mismatch(value, type, place);
      case MapOf(FieldType element) ->
          value instanceof Obj o ? map(o, element, place.inside()) : mismatch(value, type, place);
      case Ref ref ->
          value instanceof Obj o ? struct(o, ref.struct()) : mismatch(value, type, place);
    };
  }

  private Value list(Arr list, FieldType element, Place place) throws TypeMismatchException {
    Arr out = list;
    @Nullable List<Value> changed = null;
    for (int i = 0; i < list.size(); i++) {
      Value before = list.get(i);
      steps.addLast(i);
      Value after = before == Null.NULL ? zero(element) : value(before, element, place);
      steps.removeLast();
      if (after != before && changed == null) {
        changed = new ArrayList<>(list.asList());
      }
      if (changed != null) {
        changed.set(i, after);
      }
    }
    return changed == null ? out : Arr.copyOf(changed);
  }

  private Value map(Obj map, FieldType element, Place place) throws TypeMismatchException {
    Rebuild out = new Rebuild(map);
    for (int i = 0; i < map.size(); i++) {
      Value value = map.valueAt(i);
      steps.addLast(new MapKey(map.keyAt(i)));
      out.keep(i, value == Null.NULL ? zero(element) : value(value, element, place));
      steps.removeLast();
    }
    return out.result();
  }

  /// What a null list element or map value decodes to: Go's zero value.
  private static Value zero(FieldType type) {
    return switch (type) {
      case Scalar s ->
          switch (s) {
            case STRING, BYTES -> Str.EMPTY;
            case INT32, INT64, DOUBLE, INT_OR_STRING -> Int.of(0);
            case BOOL -> Bool.FALSE;
            case QUANTITY -> Str.of("0");
            case TIME, MICRO_TIME, ANY -> Null.NULL;
          };
      case ListOf _ -> Arr.EMPTY;
      case MapOf _, Ref _ -> Obj.EMPTY;
    };
  }

  private Value scalar(Value value, Scalar type, Place place) throws TypeMismatchException {
    return switch (type) {
      case STRING -> value instanceof Str ? value : mismatch(value, type, place);
      case INT32 ->
          value instanceof Int n && n.value() == (int) n.value()
              ? value
              : mismatch(value, type, place);
      case INT64 -> value instanceof Int ? value : mismatch(value, type, place);
      case DOUBLE ->
          value instanceof Int || value instanceof Real ? value : mismatch(value, type, place);
      case BOOL -> value instanceof Bool ? value : mismatch(value, type, place);
      case INT_OR_STRING -> {
        if (value instanceof Str || value instanceof Int n && n.value() == (int) n.value()) {
          yield value;
        }
        throw mismatchOf(value, "int32", place);
      }
      case TIME, MICRO_TIME -> {
        if (!(value instanceof Str text)) {
          throw mismatchOf(value, "string", place);
        }
        yield time(text, type);
      }
      case QUANTITY -> quantity(value);
      case BYTES -> value instanceof Str text ? bytes(text) : mismatch(value, type, place);
      case ANY -> value;
    };
  }

  /// The time in UTC, as the API server writes it.
  private static Value time(Str text, Scalar type) throws TypeMismatchException {
    try {
      String canonical =
          type == Scalar.TIME
              ? Timestamps.seconds(Timestamps.parse(text.value()))
              : Timestamps.micros(Timestamps.parseMicros(text.value()));
      return canonical.equals(text.value()) ? text : Str.of(canonical);
    } catch (SyntaxException e) {
      throw stop(e);
    }
  }

  /// The amount in canonical form, as the API server writes it. A number stands for its digits.
  private static Value quantity(Value value) throws TypeMismatchException {
    String text = value instanceof Str s ? s.value() : value.toString();
    try {
      String canonical = Quantity.parse(text).toString();
      return value instanceof Str && canonical.equals(text) ? value : Str.of(canonical);
    } catch (SyntaxException e) {
      throw stop(e);
    }
  }

  /// The text on one line. A text that is no base64 is reported like a mismatch, after everything else was read.
  private Value bytes(Str text) {
    try {
      byte[] decoded = Base64.decode(text.value());
      boolean broken = text.value().indexOf('\n') >= 0 || text.value().indexOf('\r') >= 0;
      return broken ? Str.of(Base64.encode(decoded)) : text;
    } catch (SyntaxException e) {
      if (first == null) {
        first = stop(e);
      }
      return text;
    }
  }

  private static TypeMismatchException stop(SyntaxException e) {
    return new TypeMismatchException(String.valueOf(e.getMessage()));
  }

  private Value mismatch(Value value, FieldType type, Place place) {
    if (first == null) {
      first = mismatchOf(value, GoTypes.text(place.field(), type, place.depth()), place);
    }
    return value;
  }

  private TypeMismatchException mismatchOf(Value value, String goType, Place place) {
    boolean counted = GoTypes.isNumeric(goType);
    String what = value.typeName();
    if (counted && (value instanceof Int || value instanceof Real)) {
      what = "number " + value;
    }
    return new TypeMismatchException(
        "json: cannot unmarshal "
            + what
            + " into Go struct field "
            + place.holder().name()
            + "."
            + fieldPath()
            + " of type "
            + goType);
  }

  private void reportUnknown(String key) {
    if (unknown.size() < MAX_UNKNOWN) {
      StringBuilder out = new StringBuilder();
      for (Object step : steps) {
        switch (step) {
          case Integer index -> out.append('[').append(index).append(']');
          case MapKey(String name) -> dotted(out, name);
          default -> dotted(out, step.toString());
        }
      }
      unknown.add(dotted(out, key).toString());
    }
  }

  /// The names of the fields on the way, without indexes and keys, as the decoder's messages have it.
  private String fieldPath() {
    StringBuilder out = new StringBuilder();
    for (Object step : steps) {
      if (step instanceof String name) {
        dotted(out, name);
      }
    }
    return out.toString();
  }

  private static StringBuilder dotted(StringBuilder out, String name) {
    if (!out.isEmpty()) {
      out.append('.');
    }
    return out.append(name);
  }
}
