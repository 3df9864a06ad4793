package io.binnacle.model.validate;

import io.binnacle.model.schema.Field;
import io.binnacle.model.schema.FieldType;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Random trees that follow the schema down to the leaves, mostly.
final class Trees {
  private static final int DEEPEST = 9;
  private static final double SPOILT = 0.02;

  /// Shares of fields that are there. Besides, every third structure has one field only, which reaches rules that stop at
  /// the first of several alternatives.
  private static final double[] DENSITIES = {0.1, 0.4, 0.8};

  private Trees() {}

  /// @param leaf what to put where the schema has a scalar, and now and then elsewhere
  static Obj grow(
      StructType struct, RandomGenerator random, Function<RandomGenerator, Value> leaf) {
    return struct(struct, 0, random, leaf);
  }

  private static Obj struct(
      StructType struct, int depth, RandomGenerator random, Function<RandomGenerator, Value> leaf) {
    List<Field> fields = struct.fields();
    if (depth >= 2 && !fields.isEmpty() && random.nextInt(3) == 0) {
      Field only = fields.get(random.nextInt(fields.size()));
      return Obj.of(only.name(), value(only.type(), depth + 1, random, leaf));
    }
    Obj out = Obj.EMPTY;
    double present = depth < 2 ? 0.9 : DENSITIES[random.nextInt(DENSITIES.length)];
    for (Field field : fields) {
      if (random.nextDouble() < present) {
        out = out.with(field.name(), value(field.type(), depth + 1, random, leaf));
      }
    }
    return out;
  }

  private static Value value(
      FieldType type, int depth, RandomGenerator random, Function<RandomGenerator, Value> leaf) {
    if (depth > DEEPEST || random.nextDouble() < SPOILT) {
      return leaf.apply(random);
    }
    return switch (type) {
      case Scalar _ -> leaf.apply(random);
      case Ref ref -> struct(ref.struct(), depth, random, leaf);
      case ListOf(FieldType element) -> {
        List<Value> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(value(element, depth, random, leaf));
        }
        yield Arr.copyOf(items);
      }
      case MapOf(FieldType element) -> {
        Obj out = Obj.EMPTY;
        for (int i = random.nextInt(3); i > 0; i--) {
          String key = random.nextBoolean() ? "cpu" : "k" + random.nextInt(3) + "/x y";
          out = out.with(key, value(element, depth, random, leaf));
        }
        yield out;
      }
    };
  }
}
