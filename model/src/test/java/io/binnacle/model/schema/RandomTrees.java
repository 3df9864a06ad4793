package io.binnacle.model.schema;

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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes objects from a seeded generator: such as fit a structure in canonical form, such as nearly fit it, and any.
final class RandomTrees {
  private static final int DEPTH = 6;
  private static final String[] WORDS = {
    "",
    "a",
    "web",
    "500m",
    "1024Ki",
    "0.5",
    "1e3",
    " 7 ",
    "KK",
    "None",
    "YQ==",
    "YQ",
    "true",
    "x/y",
    "2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.5+01:00",
    "2026-01-02T03:04:05.000001Z",
    "é\u0000"
  };

  private final RandomGenerator random;

  RandomTrees(RandomGenerator random) {
    this.random = random;
  }

  /// An object of structure `type` that upstream's encoder could have written: nothing unknown, nothing empty that is
  /// not kept, everything canonical.
  Obj canonical(StructType type) {
    return canonical(type, DEPTH);
  }

  private Obj canonical(StructType type, int depth) {
    Obj.Builder out = Obj.builder();
    for (Field field : type.fields()) {
      if (random.nextInt(3) == 0) {
        Value value = canonical(field.type(), depth - 1);
        if (value != Null.NULL && !field.leavesOut(value)) {
          out.put(field.name(), value);
        }
      }
    }
    return out.build();
  }

  private Value canonical(FieldType type, int depth) {
    return switch (type) {
      case Ref ref -> depth <= 0 ? Obj.EMPTY : canonical(ref.struct(), depth);
      case ListOf(FieldType element) -> {
        List<Value> items = new ArrayList<>();
        for (int i = depth <= 0 ? 0 : random.nextInt(3); i > 0; i--) {
          items.add(canonical(element, depth - 1));
        }
        yield Arr.copyOf(items);
      }
      case MapOf(FieldType value) -> {
        Obj.Builder out = Obj.builder();
        for (int i = depth <= 0 ? 0 : random.nextInt(3); i > 0; i--) {
          out.put("k" + i, canonical(value, depth - 1));
        }
        yield out.build();
      }
      case Scalar scalar ->
          switch (scalar) {
            case STRING -> Str.of(word());
            case INT32 -> Int.of(random.nextInt());
            case INT64 -> Int.of(random.nextLong());
            case DOUBLE -> new Real(new BigDecimal("1.5"));
            case BOOL -> Bool.of(random.nextBoolean());
            case QUANTITY -> Str.of(pick("0", "1", "500m", "1Gi", "12e6", "1536Mi"));
            case INT_OR_STRING -> random.nextBoolean() ? Int.of(random.nextInt()) : Str.of(word());
            case TIME -> Str.of("2026-01-02T03:04:05Z");
            case MICRO_TIME -> Str.of("2026-01-02T03:04:05.123456Z");
            case BYTES -> Str.of(pick("", "YQ==", "AAAA"));
            case ANY -> any(2);
          };
    };
  }

  /// Something like an object of structure `type`, with unknown fields and wrong types here and there.
  Obj nearly(StructType type) {
    return nearly(type, DEPTH);
  }

  private Obj nearly(StructType type, int depth) {
    Obj.Builder out = Obj.builder();
    for (Field field : type.fields()) {
      if (random.nextInt(3) == 0) {
        out.put(field.name(), nearly(field.type(), depth - 1));
      }
    }
    if (random.nextInt(4) == 0) {
      out.put("unknown", any(2));
    }
    return out.build();
  }

  private Value nearly(FieldType type, int depth) {
    if (depth <= 0 || random.nextInt(60) == 0) {
      return random.nextInt(3) == 0 ? Null.NULL : any(2);
    }
    return switch (type) {
      case Ref ref -> nearly(ref.struct(), depth);
      case ListOf(FieldType element) ->
          random.nextBoolean()
              ? Arr.of(nearly(element, depth - 1), Null.NULL)
              : Arr.of(nearly(element, depth - 1));
      case MapOf(FieldType value) ->
          Obj.of("k", nearly(value, depth - 1), "n", random.nextBoolean() ? Null.NULL : any(1));
      case Scalar _ -> random.nextInt(10) == 0 ? scalar() : canonical(type, depth);
    };
  }

  /// Any tree at all.
  Value any(int depth) {
    int kind = depth <= 0 ? 2 : random.nextInt(4);
    return switch (kind) {
      case 0 -> {
        Obj.Builder out = Obj.builder();
        for (int i = random.nextInt(4); i > 0; i--) {
          out.put(
              pick("spec", "metadata", "ports", "name", "foo", "labels", "items"), any(depth - 1));
        }
        yield out.build();
      }
      case 1 -> {
        List<Value> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(any(depth - 1));
        }
        yield Arr.copyOf(items);
      }
      default -> scalar();
    };
  }

  private Value scalar() {
    return switch (random.nextInt(7)) {
      case 0 -> Null.NULL;
      case 1 -> Bool.of(random.nextBoolean());
      case 2 -> Int.of(random.nextInt(-2, 3));
      case 3 -> Int.of(random.nextLong());
      case 4 -> new Real(new BigDecimal(pick("0.5", "-1E+30", "80.0", "99999999999999999999")));
      default -> Str.of(word());
    };
  }

  private String word() {
    return pick(WORDS);
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }
}
