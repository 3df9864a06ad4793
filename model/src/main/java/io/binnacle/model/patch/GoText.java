package io.binnacle.model.patch;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Values and their types as Go prints them: the wording of upstream's patch errors is made of these.
final class GoText {
  private GoText() {}

  /// The format `%v`: `map[name:web ports:[80 81]]`.
  static String of(Value value) {
    return switch (value) {
      case Obj o ->
          IntStream.range(0, o.size())
              .mapToObj(i -> o.keyAt(i) + ":" + of(o.valueAt(i)))
              .collect(Collectors.joining(" ", "map[", "]"));
      case Arr a -> a.stream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
      case Str s -> s.value();
      case Null _ -> "<nil>";
      case Int _, Real _, Bool _ -> value.toString();
    };
  }

  /// The type JSON is decoded to.
  static String type(Value value) {
    return switch (value) {
      case Obj _ -> "map[string]interface {}";
      case Arr _ -> "[]interface {}";
      case Str _ -> "string";
      case Int _ -> "int64";
      case Real _ -> "float64";
      case Bool _ -> "bool";
      case Null _ -> "%!s(<nil>)";
    };
  }
}
