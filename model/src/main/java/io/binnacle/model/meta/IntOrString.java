package io.binnacle.model.meta;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;

/// Fields that hold a number or a string: `targetPort` (a port or its name), `maxSurge` (a count or a percentage).
public final class IntOrString {
  private IntOrString() {}

  /// The text to print: the digits of a number, the characters of a string.
  public static String text(Value value) {
    return value instanceof Str s ? s.value() : value.toString();
  }

  /// A count as it is, a percentage of `total` rounded.
  ///
  /// @param value a whole number or `25%`
  /// @param total what 100% is, not negative
  /// @throws SyntaxException with upstream's message if `value` is neither
  public static int scaled(Value value, int total, boolean roundUp) {
    return switch (value) {
      case Int n when n.value() == (int) n.value() -> (int) n.value();
      case Str s -> percentOf(s.value(), total, roundUp);
      case Int _, Real _, Bool _, Null _, Obj _, Arr _ ->
          throw invalid("invalid type: neither int nor percentage");
    };
  }

  private static int percentOf(String text, int total, boolean roundUp) {
    if (!text.endsWith("%")) {
      throw invalid("invalid type: string is not a percentage");
    }
    String digits = text.substring(0, text.length() - 1);
    try {
      long hundredfold = Math.multiplyExact(Long.parseLong(digits), (long) total);
      return Math.toIntExact(
          roundUp ? Math.ceilDiv(hundredfold, 100L) : Math.floorDiv(hundredfold, 100L));
    } catch (NumberFormatException e) {
      throw invalid(
          "invalid value "
              + Str.of(text)
              + ": strconv.Atoi: parsing "
              + Str.of(digits)
              + ": invalid syntax");
    } catch (ArithmeticException e) {
      throw invalid(
          "invalid value "
              + Str.of(text)
              + ": strconv.Atoi: parsing "
              + Str.of(digits)
              + ": value out of range");
    }
  }

  private static SyntaxException invalid(String why) {
    return new SyntaxException("invalid value for IntOrString: " + why);
  }
}
