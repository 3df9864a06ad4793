package io.binnacle.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.schema.Checker.Checked;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every object, whatever a client sends. A failing seed is in the name of the test.
class CheckerPropertiesTest {
  private static final int OBJECTS = 60;

  static LongStream seeds() {
    return LongStream.range(0, 25);
  }

  private interface Property {
    void holds(RandomTrees trees, SplittableRandom random, ResourceType type)
        throws TypeMismatchException;
  }

  private static void forObjects(long seed, Property property) throws TypeMismatchException {
    SplittableRandom random = new SplittableRandom(seed);
    RandomTrees trees = new RandomTrees(random);
    List<ResourceType> types = Schema.builtIn().resources();
    for (int i = 0; i < OBJECTS; i++) {
      property.holds(trees, random, types.get(random.nextInt(types.size())));
    }
    property.holds(trees, random, SmallTable.services());
    property.holds(trees, random, SmallTable.widgets());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void onlyAMismatchIsEverThrown(long seed) throws TypeMismatchException {
    int[] read = new int[1];
    forObjects(
        seed,
        (trees, _, type) -> {
          for (Value tree : List.of(trees.any(6), trees.nearly(type.struct()))) {
            try {
              Checker.check(tree instanceof Obj o ? o : Obj.of("spec", tree), type);
              read[0]++;
            } catch (TypeMismatchException e) {
              assertThat(e).hasMessageMatching("(?s).+");
            }
          }
        });
    assertThat(read[0]).as("objects without a mismatch").isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasReadOnceStaysAsItIs(long seed) throws TypeMismatchException {
    forObjects(
        seed,
        (trees, _, type) -> {
          Checked once;
          try {
            once = Checker.check(trees.nearly(type.struct()), type);
          } catch (TypeMismatchException e) {
            return;
          }
          Checked twice = Checker.check(once.pruned(), type);
          assertThat(twice.unknownFields()).isEmpty();
          assertThat(twice.pruned()).isEqualTo(once.pruned());
        });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsKnownAndCanonicalSurvivesUntouched(long seed) throws TypeMismatchException {
    forObjects(
        seed,
        (trees, _, type) -> {
          Obj object = trees.canonical(type.struct());
          Checked checked = Checker.check(object, type);
          assertThat(checked.unknownFields()).isEmpty();
          assertThat(checked.pruned()).isSameAs(object);
        });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void exactlyWhatIsUnknownIsLeftOutAndNamed(long seed) throws TypeMismatchException {
    forObjects(
        seed,
        (trees, random, type) -> {
          Obj object = trees.canonical(type.struct());
          Graft graft = new Graft(trees, random);
          Obj grafted = graft.onto(object, type.struct(), "");
          Checked checked = Checker.check(grafted, type);
          assertThat(checked.pruned()).isEqualTo(object);
          assertThat(checked.unknownFields())
              .containsExactlyElementsOf(graft.paths.subList(0, Math.min(100, graft.paths.size())));
        });
  }

  /// Puts unknown fields into the structures of an object, and remembers where, in the order of the walk.
  private static final class Graft {
    private final RandomTrees trees;
    private final SplittableRandom random;
    private final List<String> paths = new ArrayList<>();

    Graft(RandomTrees trees, SplittableRandom random) {
      this.trees = trees;
      this.random = random;
    }

    Obj onto(Obj object, StructType type, String path) {
      Obj.Builder out = Obj.builder();
      if (random.nextInt(5) == 0) {
        // sorts before every field
        out.put("!new", trees.any(2));
        paths.add(path + "!new");
      }
      object.forEach((key, value) -> {
        Field field = type.field(key);
        FieldType fieldType = field == null ? Scalar.ANY : field.type();
        out.put(key, onto(value, fieldType, path + key));
      });
      return out.build();
    }

    private Value onto(Value value, FieldType type, String path) {
      return switch (type) {
        case Ref ref when value instanceof Obj o -> onto(o, ref.struct(), path + ".");
        case ListOf(FieldType element) when value instanceof Arr a -> {
          List<Value> items = new ArrayList<>();
          for (Value item : a) {
            items.add(onto(item, element, path + "[" + items.size() + "]"));
          }
          yield Arr.copyOf(items);
        }
        case MapOf(FieldType element) when value instanceof Obj o -> {
          Obj.Builder out = Obj.builder();
          o.forEach((key, v) -> out.put(key, onto(v, element, path + "." + key)));
          yield out.build();
        }
        case Ref _, ListOf _, MapOf _, Scalar _ -> value;
      };
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void defaultsAreFilledInOnceAndPassTheCheck(long seed) throws TypeMismatchException {
    forObjects(
        seed,
        (trees, _, type) -> {
          Obj object = Defaults.apply(trees.canonical(type.struct()), type);
          assertThat(Defaults.apply(object, type)).isSameAs(object);
          Checked checked = Checker.check(object, type);
          assertThat(checked.unknownFields()).isEmpty();
          assertThat(checked.pruned()).isEqualTo(object);
        });
  }
}
