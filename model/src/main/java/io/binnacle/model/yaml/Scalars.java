package io.binnacle.model.yaml;

import io.binnacle.model.meta.Base64;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/// What a scalar means: the rules of go-yaml version 2, which reads every manifest.
final class Scalars {
  private static final String TAG_PREFIX = "tag:yaml.org,2002:";
  private static final Map<String, Value> WORDS = words();
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern NOT_A_NUMBER =
      Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
  private static final Pattern LOOKS_LIKE_A_TIME =
      Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}.*)?");
  private static final Pattern BASE_60 =
      Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
  private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private Scalars() {}

  /// The value of a scalar, by its tag, its style and, if it is plain, its text.
  static Value resolve(ScalarEvent event) throws YamlException {
    String text = event.getValue();
    String tag = event.getTag().orElse("");
    if (tag.isEmpty() && !event.isPlain()) {
      return Str.of(text);
    }
    String kind = tag.startsWith(TAG_PREFIX) ? tag.substring(TAG_PREFIX.length()) : "";
    return switch (kind) {
      case "bool", "int", "float", "null" -> tagged(kind, text);
      case "binary" -> binary(text);
      default -> tag.isEmpty() ? plain(text) : Str.of(text);
    };
  }

  /// The value of a plain scalar without a tag.
  ///
  /// @throws YamlException if it is an infinity or no number, which JSON cannot hold
  private static Value plain(String text) throws YamlException {
    if (NOT_A_NUMBER.matcher(text).matches()) {
      throw new YamlException("`" + text + "` is not a value JSON can hold");
    }
    Value value = wordOrNumber(text);
    return value != null ? value : Str.of(text);
  }

  private static @Nullable Value wordOrNumber(String text) {
    Value word = WORDS.get(text);
    if (word != null) {
      return word;
    }
    char first = text.charAt(0);
    if (first == '.') {
      return decimal(text);
    }
    if (first != '+' && first != '-' && (first < '0' || first > '9')) {
      return null;
    }
    String digits = text.replace("_", "");
    Value whole = integer(digits);
    return whole != null ? whole : decimal(digits);
  }

  /// Whether every reader takes a string written plain for a string: ours, and those that know times and base 60.
  static boolean staysString(String text) {
    return !NOT_A_NUMBER.matcher(text).matches()
        && !LOOKS_LIKE_A_TIME.matcher(text).matches()
        && !BASE_60.matcher(text).matches()
        && !text.equals("<<")
        && wordOrNumber(text) == null;
  }

  /// The name a key stands for.
  ///
  /// @param where what an error message starts with
  static String key(Value key, String where) throws YamlException {
    return switch (key) {
      case Str s -> s.value();
      case Int _, Bool _ -> key.toString();
      case Real r -> r.value().toPlainString();
      case Null _, Obj _, Arr _ -> throw new YamlException(where + "unsupported map key: " + key);
    };
  }

  private static Value tagged(String kind, String text) throws YamlException {
    Value value = plain(text);
    String found =
        switch (value) {
          case Bool _ -> "bool";
          case Null _ -> "null";
          case Int _ -> kind.equals("float") ? "float" : "int";
          case Real _ -> "float";
          case Str _, Obj _, Arr _ -> "str";
        };
    if (!found.equals(kind)) {
      throw new YamlException("cannot decode !!" + found + " `" + text + "` as a !!" + kind);
    }
    return value;
  }

  private static Value binary(String text) throws YamlException {
    try {
      return Str.of(new String(Base64.decode(text), StandardCharsets.UTF_8));
    } catch (SyntaxException e) {
      throw new YamlException("!!binary value contains invalid base64 data", e);
    }
  }

  /// A whole number in Go's notation: `0x`, `0o`, `0b`, and a leading zero for octal; null if it is none or does not fit
  /// 64 bits, signed or not.
  private static @Nullable Value integer(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String digits = signed ? text.substring(1) : text;
    int radix = 10;
    if (digits.startsWith("0") && digits.length() > 1) {
      String mark = digits.length() > 2 ? digits.substring(1, 2) : "";
      radix =
          switch (mark) {
            case "x", "X" -> 16;
            case "b", "B" -> 2;
            case "o", "O" -> 8;
            default -> 0;
          };
      digits = digits.substring(radix == 0 ? 1 : 2);
      radix = radix == 0 ? 8 : radix;
    }
    if (digits.isEmpty() || digits.length() > 70) {
      return null;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) > 'f' || Character.digit(digits.charAt(i), radix) < 0) {
        return null;
      }
    }
    BigInteger number = new BigInteger(digits, radix);
    if (text.startsWith("-")) {
      number = number.negate();
    }
    if (number.bitLength() < 64) {
      return Int.of(number.longValueExact());
    }
    boolean unsigned = !signed && number.compareTo(UINT64_MAX) <= 0;
    return unsigned ? new Real(new BigDecimal(number)) : null;
  }

  /// A number with a fraction or exponent: the nearest double, as JSON would write it; null if it is none.
  private static @Nullable Value decimal(String text) {
    if (!FLOAT.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      return null;
    }
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (exact.scale() > 0 || Math.abs(number) >= 1e21) {
      return new Real(exact);
    }
    BigInteger whole = exact.toBigIntegerExact();
    return whole.bitLength() < 64
        ? Int.of(whole.longValueExact())
        : new Real(new BigDecimal(whole));
  }

  private static Map<String, Value> words() {
    Map<String, Value> out = new HashMap<>();
    for (String word : "y Y yes Yes YES true True TRUE on On ON".split(" ")) {
      out.put(word, Bool.TRUE);
    }
    for (String word : "n N no No NO false False FALSE off Off OFF".split(" ")) {
      out.put(word, Bool.FALSE);
    }
    for (String word : new String[] {"", "~", "null", "Null", "NULL"}) {
      out.put(word, Null.NULL);
    }
    return Map.copyOf(out);
  }
}
