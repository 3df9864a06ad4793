package io.binnacle.doctor.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever trees a dump or a broken server holds, the doctor says something or nothing, and never throws.
///
/// `-Dcorpus.seeds=N` tries more of them; a failure names its seed.
@Timeout(60)
class HostileObjectsTest {
  private static final List<Settled> WORLDS =
      Worlds.all().stream().map(w -> new Settler(w).settle()).toList();

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("corpus.seeds", 120));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theDoctorNeverThrows(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Settled world = WORLDS.get(random.nextInt(WORLDS.size()));
    assertEquals(
        "",
        thrown(spoilt(world, random, 0.004 + 0.1 * random.nextDouble() * random.nextDouble())),
        "seed " + seed);
  }

  /// Every field of one object in turn is gone, null, or of every other type.
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void everyFieldOfOneObjectMayBeWrong(String kind) {
    Settled world = WORLDS.get(Worlds.NAMES.indexOf("edge"));
    Settled other = WORLDS.get(Worlds.NAMES.indexOf("tenants"));
    List<String> out = new ArrayList<>();
    for (Settled each : List.of(world, other)) {
      ResourceName resource =
          Kinds.resources().stream()
              .filter(r -> Kinds.kind(r).equals(kind))
              .findFirst()
              .orElseThrow();
      Obj victim = each.all(resource).stream().reduce((a, b) -> b).orElse(null);
      if (victim == null) {
        continue;
      }
      int fields = count(victim);
      for (int at = 0; at < fields; at += Math.max(1, fields / 16)) {
        for (Value wrong :
            List.of(Null.NULL, Str.of("x"), Int.of(-1), Arr.of(Null.NULL), Obj.EMPTY)) {
          int[] left = {at};
          Obj spoilt = (Obj) replace(victim, left, wrong);
          Evidence.Builder seen = Evidence.builder(Settled.NOW, Facts.UNKNOWN);
          for (ResourceName r : Kinds.resources()) {
            seen.sawAll(r);
            each.all(r).stream().filter(o -> o != victim).forEach(o -> seen.add(r, o));
          }
          seen.add(resource, spoilt);
          String thrown = thrown(seen.build());
          if (!thrown.isEmpty()) {
            out.add("field " + at + " as " + wrong + ": " + thrown);
          }
        }
      }
    }
    assertEquals("", String.join("\n", out.subList(0, Math.min(3, out.size()))));
  }

  static List<String> kinds() {
    return List.of(
        "Service",
        "Pod",
        "EndpointSlice",
        "Deployment",
        "NetworkPolicy",
        "Ingress",
        "Node",
        "DaemonSet");
  }

  private static String thrown(Evidence seen) {
    try {
      Ward.everything(seen);
      return "";
    } catch (RuntimeException | StackOverflowError e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      return text.toString().lines().limit(8).reduce("", (a, b) -> a + "\n" + b);
    }
  }

  private static Evidence spoilt(Settled world, SplittableRandom random, double rate) {
    Evidence.Builder out = Evidence.builder(Settled.NOW, Facts.UNKNOWN);
    for (ResourceName resource : Kinds.resources()) {
      if (random.nextInt(12) == 0) {
        out.notSeen(resource, "forbidden");
      } else {
        out.sawAll(resource);
      }
      for (Obj object : world.all(resource)) {
        Obj made = (Obj) mutate(object, random, rate, 0);
        ObjectKey key = ObjectKey.of(object);
        if (random.nextInt(10)
            > 0) { // mostly the name stays, so that things still refer to each other
          made =
              made.change(
                  "metadata", m -> m.with("name", key.name()).with("namespace", key.namespace()));
        }
        out.add(resource, made);
      }
    }
    return out.build();
  }

  private static Value mutate(Value value, SplittableRandom random, double rate, int depth) {
    if (depth > 0 && random.nextDouble() < rate) {
      return anything(random, value);
    }
    return switch (value) {
      case Obj o -> {
        Obj out = o;
        for (String key : o.keys()) {
          Value inner = o.get(key);
          if (inner == null || random.nextDouble() < rate / 2) {
            out = out.without(key);
          } else {
            out = out.with(key, mutate(inner, random, rate, depth + 1));
          }
        }
        yield out;
      }
      case Arr a -> {
        List<Value> out = new ArrayList<>();
        a.forEach(v -> out.add(mutate(v, random, rate, depth + 1)));
        if (random.nextDouble() < rate && !out.isEmpty()) {
          out.add(out.get(random.nextInt(out.size()))); // twice
        }
        yield Arr.copyOf(out);
      }
      default -> value;
    };
  }

  private static Value anything(SplittableRandom random, Value old) {
    return switch (random.nextInt(14)) {
      case 0 -> Null.NULL;
      case 1 -> Str.of("");
      case 2 -> Str.of("x".repeat(random.nextInt(20_000)));
      case 3 -> Int.of(random.nextLong());
      case 4 -> Int.of(random.nextInt(-2, 70_000));
      case 5 -> Bool.TRUE;
      case 6 -> Arr.EMPTY;
      case 7 -> Arr.of(Null.NULL, Str.of("a"), Int.of(0), Obj.EMPTY, Arr.EMPTY);
      case 8 -> Obj.EMPTY;
      case 9 -> Obj.of("name", Null.NULL, "key", Int.of(1), "x", old);
      case 10 -> Str.of("999.999.999.999");
      case 11 -> Str.of("::ffff:1.2.3.4/129");
      case 12 -> Str.of("\u0000\uD83D\uDE00 ..-_/%$(X)");
      default -> Str.of("2025-13-45T99:99:99Z");
    };
  }

  private static int count(Value value) {
    return switch (value) {
      case Obj o ->
          1
              + o.keys().stream()
                  .mapToInt(k -> count(java.util.Objects.requireNonNull(o.get(k))))
                  .sum();
      case Arr a -> 1 + a.stream().mapToInt(HostileObjectsTest::count).sum();
      default -> 1;
    };
  }

  /// The `left[0]`th value inside replaced.
  private static Value replace(Value value, int[] left, Value wrong) {
    if (left[0]-- == 0) {
      return value instanceof Obj && wrong != Obj.EMPTY ? value : wrong;
    }
    return switch (value) {
      case Obj o -> {
        Obj out = o;
        for (String key : o.keys()) {
          if (left[0] >= 0) {
            Value inner = java.util.Objects.requireNonNull(o.get(key));
            boolean here = left[0] == 0;
            Value next = here ? wrong : replace(inner, left, wrong);
            left[0] = here ? -1 : left[0];
            out = out.with(key, next);
          }
        }
        yield out;
      }
      case Arr a -> {
        Arr out = a;
        for (int i = 0; i < a.size() && left[0] >= 0; i++) {
          boolean here = left[0] == 0;
          Value next = here ? wrong : replace(a.get(i), left, wrong);
          left[0] = here ? -1 : left[0];
          out = out.with(i, next);
        }
        yield out;
      }
      default -> value;
    };
  }
}
