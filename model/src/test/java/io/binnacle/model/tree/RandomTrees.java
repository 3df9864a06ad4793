package io.binnacle.model.tree;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random trees over a few keys, so that two of them have something in common; strings hold what breaks writers.
///
/// @param random where all choices come from
public record RandomTrees(RandomGenerator random) {
  private static final List<String> KEYS = List.of("a", "b", "c/d", "e~f", "", "spec");
  private static final List<String> STRINGS =
      List.of("", "x", "é", "😀", "\"\\\n\t\0\u007f", "\u2028", "null", "1", "~1");

  /// Any value, nested at most `depth` deep.
  public Value value(int depth) {
    return switch (random.nextInt(depth <= 0 ? 5 : 9)) {
      case 0 -> Int.of(random.nextInt(-3, 4));
      case 1 -> Str.of(STRINGS.get(random.nextInt(STRINGS.size())));
      case 2 -> Bool.of(random.nextBoolean());
      case 3 -> Null.NULL;
      case 4 ->
          random.nextBoolean()
              ? Int.of(random.nextLong())
              : new Real(BigDecimal.valueOf(random.nextInt(), random.nextInt(1, 5)));
      case 5, 6 -> array(depth);
      default -> object(depth);
    };
  }

  /// An object, nested at most `depth` deep.
  public Obj object(int depth) {
    Obj.Builder out = Obj.builder();
    for (int i = random.nextInt(5); i > 0; i--) {
      out.put(KEYS.get(random.nextInt(KEYS.size())), value(depth - 1));
    }
    return out.build();
  }

  private Arr array(int depth) {
    List<Value> out = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      out.add(value(depth - 1));
    }
    return Arr.copyOf(out);
  }

  /// A JSON pointer that usually leads somewhere in `value`.
  public String pointerInto(Value value) {
    StringBuilder out = new StringBuilder();
    Value here = value;
    while (out.isEmpty() || random.nextInt(3) > 0) {
      String step;
      if (here instanceof Obj o && !o.isEmpty() && random.nextInt(8) > 0) {
        int i = random.nextInt(o.size());
        step = o.keyAt(i);
        here = o.valueAt(i);
      } else if (here instanceof Arr a) {
        int i = random.nextInt(a.size() + 1);
        step = random.nextInt(8) == 0 ? "-" : Integer.toString(i);
        here = i < a.size() ? a.get(i) : Null.NULL;
      } else {
        step = KEYS.get(random.nextInt(KEYS.size()));
        here = Null.NULL;
      }
      out.append('/').append(step.replace("~", "~0").replace("/", "~1"));
    }
    return out.toString();
  }
}
