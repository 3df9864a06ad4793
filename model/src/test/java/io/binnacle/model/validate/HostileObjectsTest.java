package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertAll;

import io.binnacle.model.defaults.KindDefaults;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever an object holds, defaults, validation and warnings answer; they never throw. Trees of every kind are grown from
/// the schema and then spoilt, so that they reach deep and still surprise.
class HostileObjectsTest {
  private static final List<Value> ODD =
      List.of(
          Null.NULL,
          Bool.TRUE,
          Bool.FALSE,
          Int.of(0),
          Int.of(-1),
          Int.of(65_536),
          Int.of(Long.MAX_VALUE),
          new Real(new BigDecimal("1e30")),
          Str.EMPTY,
          Str.of("."),
          Str.of(".."),
          Str.of("/"),
          Str.of("a"),
          Str.of("A b"),
          Str.of("-1"),
          Str.of("101%"),
          Str.of("%"),
          Str.of("None"),
          Str.of("::"),
          Str.of("010.0.0.1"),
          Str.of("::ffff:1.2.3.4"),
          Str.of("1.2.3.4/"),
          Str.of("[']"),
          Str.of("ключ"),
          Str.of("\ud800"),
          Str.of("x".repeat(300)),
          Str.of("hugepages-"),
          Arr.EMPTY,
          Arr.of(Null.NULL, Int.of(1), Str.of("x")),
          Obj.EMPTY,
          Obj.of("", Null.NULL));

  static LongStream seeds() {
    return LongStream.range(0, 25);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingThrows(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    assertAll(
        Schema.builtIn().resources().stream()
            .map(type -> () -> judge(type, grown(type, random), grown(type, random))));
    ResourceType pods = Objects.requireNonNull(Schema.builtIn().resource(ResourceName.PODS));
    for (int i = 0; i < 40; i++) { // most rules are about Pods
      judge(pods, grown(pods, random), grown(pods, random));
    }
  }

  private static void judge(ResourceType type, Obj object, Obj old) {
    Obj filled = KindDefaults.apply(object, type);
    Obj before = KindDefaults.apply(old, type);
    Validators.create(type, filled);
    Validators.create(type, object);
    Validators.update(type, filled, before);
    Validators.updateStatus(type, filled, before);
    Warnings.create(type, filled);
    Warnings.update(type, filled, before);
  }

  private static Obj grown(ResourceType type, RandomGenerator random) {
    return Trees.grow(type.struct(), random, r -> ODD.get(r.nextInt(ODD.size())));
  }
}
