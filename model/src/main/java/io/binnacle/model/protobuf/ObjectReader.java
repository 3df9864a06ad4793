package io.binnacle.model.protobuf;

import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.protobuf.Numbers.Meaning;
import io.binnacle.model.schema.Field;
import io.binnacle.model.schema.FieldType;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a message into the tree its JSON form would give, empty values included: Go clients send every field they hold by
/// value, so reading the tree as a JSON body is read afterwards drops what says nothing. Fields the table does not know
/// are skipped, as upstream does.
final class ObjectReader {
  private static final int MAX_DEPTH = 64;

  private ObjectReader() {}

  static Obj read(Wire message, StructType struct) throws ProtobufException {
    return struct(message, struct, 0);
  }

  private static Obj struct(Wire message, StructType struct, int depth) throws ProtobufException {
    if (depth > MAX_DEPTH) {
      throw new ProtobufException("nested more than " + MAX_DEPTH + " deep");
    }
    Map<String, Value> fields = new HashMap<>();
    Map<String, List<Value>> lists = new HashMap<>();
    fields(message, struct, Numbers.of(struct.definition()), fields, lists, depth);
    lists.forEach((name, items) -> fields.put(name, Arr.copyOf(items)));
    return Obj.copyOf(fields);
  }

  private static void fields(
      Wire message,
      StructType struct,
      Map<Integer, Meaning> numbers,
      Map<String, Value> fields,
      Map<String, List<Value>> lists,
      int depth)
      throws ProtobufException {
    while (message.next()) {
      switch (numbers.get(message.field())) {
        case null -> message.skip();
        case Meaning.Inlined(Map<Integer, Meaning> inner) ->
            fields(message.message(), struct, inner, fields, lists, depth);
        case Meaning.Named(String name) -> {
          Field field = struct.field(name);
          if (field == null) {
            message.skip();
          } else {
            field(message, name, field.type(), fields, lists, depth);
          }
        }
      }
    }
  }

  private static void field(
      Wire message,
      String name,
      FieldType type,
      Map<String, Value> fields,
      Map<String, List<Value>> lists,
      int depth)
      throws ProtobufException {
    switch (type) {
      case ListOf(FieldType element) -> {
        List<Value> items = lists.computeIfAbsent(name, _ -> new ArrayList<>());
        if (packed(message, element)) {
          Wire numbers = message.message();
          while (!numbers.isEmpty()) {
            items.add(Int.of(numbers.varint()));
          }
        } else {
          items.add(value(message, element, depth));
        }
      }
      case MapOf(FieldType element) -> {
        Obj before = fields.get(name) instanceof Obj o ? o : Obj.EMPTY;
        fields.put(name, entry(before, message.message(), element, depth));
      }
      case Ref _, Scalar _ -> {
        Value value = value(message, type, depth);
        if (value != Null.NULL) {
          fields.put(name, value);
        }
      }
    }
  }

  private static boolean packed(Wire message, FieldType element) {
    return message.type() == Wire.BYTES && (element == Scalar.INT32 || element == Scalar.INT64);
  }

  private static Obj entry(Obj map, Wire entry, FieldType element, int depth)
      throws ProtobufException {
    String key = "";
    Value value = element == Scalar.STRING || element == Scalar.BYTES ? Str.EMPTY : Null.NULL;
    while (entry.next()) {
      switch (entry.field()) {
        case 1 -> key = entry.string();
        case 2 -> value = value(entry, element, depth);
        default -> entry.skip();
      }
    }
    return map.with(key, value);
  }

  private static Value value(Wire message, FieldType type, int depth) throws ProtobufException {
    return switch (type) {
      case Ref ref -> struct(message.message(), ref.struct(), depth + 1);
      case Scalar scalar -> scalar(message, scalar);
      case ListOf(FieldType element) -> items(message.message(), element, depth);
      case MapOf _ ->
          throw new ProtobufException("field " + message.field() + " cannot be repeated so");
    };
  }

  /// `ExtraValue { repeated string items = 1; }`: how protobuf writes a list within a map.
  private static Value items(Wire message, FieldType element, int depth) throws ProtobufException {
    List<Value> items = new ArrayList<>();
    while (message.next()) {
      if (message.field() == 1) {
        items.add(value(message, element, depth));
      } else {
        message.skip();
      }
    }
    return Arr.copyOf(items);
  }

  private static Value scalar(Wire message, Scalar type) throws ProtobufException {
    return switch (type) {
      case STRING -> Str.of(message.string());
      case INT32 -> Int.of(message.int32());
      case INT64 -> Int.of(message.number());
      case BOOL -> Bool.of(message.number() != 0);
      case DOUBLE -> number(message.fixed64());
      case BYTES -> Str.of(Base64.getEncoder().encodeToString(message.bytes()));
      case QUANTITY -> quantity(message.message());
      case INT_OR_STRING -> intOrString(message.message());
      case TIME -> time(message.message(), false);
      case MICRO_TIME -> time(message.message(), true);
      case ANY -> any(message.message());
    };
  }

  private static Value number(double value) throws ProtobufException {
    if (!Double.isFinite(value)) {
      throw new ProtobufException("a number that JSON does not have: " + value);
    }
    return new Real(BigDecimal.valueOf(value));
  }

  /// `Quantity { optional string string = 1; }`
  private static Value quantity(Wire message) throws ProtobufException {
    String text = "0";
    while (message.next()) {
      if (message.field() == 1) {
        text = message.string();
      } else {
        message.skip();
      }
    }
    return Str.of(text);
  }

  /// `IntOrString { optional int64 type = 1; optional int32 intVal = 2; optional string strVal = 3; }`
  private static Value intOrString(Wire message) throws ProtobufException {
    long type = 0;
    long number = 0;
    String text = "";
    while (message.next()) {
      switch (message.field()) {
        case 1 -> type = message.number();
        case 2 -> number = message.int32();
        case 3 -> text = message.string();
        default -> message.skip();
      }
    }
    return type == 1 ? Str.of(text) : Int.of(number);
  }

  /// `Timestamp { optional int64 seconds = 1; optional int32 nanos = 2; }`; an empty one is no time.
  private static Value time(Wire message, boolean micros) throws ProtobufException {
    if (message.isEmpty()) {
      return Null.NULL;
    }
    long seconds = 0;
    long nanos = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> seconds = message.number();
        case 2 -> nanos = message.number();
        default -> message.skip();
      }
    }
    try {
      Instant time = Instant.ofEpochSecond(seconds, nanos);
      return Str.of(micros ? Timestamps.micros(time) : Timestamps.seconds(time));
    } catch (DateTimeException | ArithmeticException e) {
      throw new ProtobufException("a time that cannot be written: " + seconds + " seconds");
    }
  }

  /// `RawExtension` and `FieldsV1 { optional bytes raw = 1; }`: JSON within protobuf.
  private static Value any(Wire message) throws ProtobufException {
    byte @Nullable [] raw = null;
    while (message.next()) {
      if (message.field() == 1) {
        raw = message.bytes();
      } else {
        message.skip();
      }
    }
    if (raw == null || raw.length == 0) {
      return Null.NULL;
    }
    try {
      return Json.parse(raw).value();
    } catch (JsonException e) {
      throw new ProtobufException("embedded JSON: " + e.getMessage());
    }
  }
}
