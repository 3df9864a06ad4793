package io.binnacle.model.meta;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// An amount of a resource: `500m`, `1Gi`, `12e6`. Exact down to 10⁻⁹; anything finer is rounded away from zero, under
/// the theory that whoever asks for something should get something.
///
/// Equal and ordered by amount alone. [#toString] is the canonical form the API server writes back: no fraction, the
/// largest suffix that keeps all digits, of the family (1000 or 1024) it was written in.
///
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
public final class Quantity implements Comparable<Quantity> {
  /// Nothing.
  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI, "0");

  private static final int NANO = 9;

  /// How many digits, and what decimal exponent, a text may have. Upstream knows no limit; a stranger's `1e999999999`
  /// must not cost us a gigabyte.
  private static final int MAX_LENGTH = 512;

  private static final BigDecimal MAX_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final String BINARY = "KMGTPE";
  private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};

  private static final String WRONG_FORMAT =
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  private static final String WRONG_SUFFIX = "unable to parse quantity's suffix";

  enum Format {
    DECIMAL_SI,
    BINARY_SI,
    DECIMAL_EXPONENT
  }

  private final BigDecimal amount;
  private final Format format;
  private final String text;

  private Quantity(BigDecimal amount, Format format, @Nullable String text) {
    this.amount = amount;
    this.format = format;
    this.text = text != null ? text : canonical(amount, format);
  }

  /// What a suffix stands for: `10^exponent` or `2^exponent`.
  private record Scale(Format format, int exponent) {}

  /// Reads a quantity; blanks around it are skipped.
  ///
  /// @throws SyntaxException with upstream's message if `text` is malformed
  public static Quantity parse(String text) {
    String s = text.strip();
    if (s.isEmpty() || s.length() > MAX_LENGTH) {
      throw new SyntaxException(WRONG_FORMAT);
    }
    int at = s.charAt(0) == '-' || s.charAt(0) == '+' ? 1 : 0;
    int wholeFrom = skip(s, at, "0");
    int wholeTo = digits(s, wholeFrom);
    boolean point = wholeTo < s.length() && s.charAt(wholeTo) == '.';
    int fractionTo = point ? digits(s, wholeTo + 1) : wholeTo;
    String whole = wholeTo == wholeFrom ? "0" : s.substring(wholeFrom, wholeTo);
    String fraction = point ? s.substring(wholeTo + 1, fractionTo) : "";
    Scale scale = scale(s, fractionTo);
    BigInteger unscaled = new BigInteger(whole + fraction);
    if (s.charAt(0) == '-') {
      unscaled = unscaled.negate();
    }
    BigDecimal amount = new BigDecimal(unscaled, fraction.length());
    if (scale.format == Format.BINARY_SI) {
      if (fractionTo - at <= (point ? 1 : 0) && scale.exponent >= 50) {
        throw new SyntaxException("unable to parse numeric part of quantity");
      }
      return binary(amount.multiply(BigDecimal.TWO.pow(scale.exponent)), s, fraction, unscaled);
    }
    amount = amount.scaleByPowerOfTen(scale.exponent);
    boolean fast = whole.length() + fraction.length() <= 18 && amount.scale() <= NANO;
    boolean asWritten =
        fast
            && amount.scale() % 3 == 0
            && !(whole + fraction).endsWith("000")
            && !whole.startsWith("0");
    return new Quantity(rounded(amount), scale.format, asWritten ? s : null);
  }

  /// A plain number.
  public static Quantity of(long amount) {
    return new Quantity(BigDecimal.valueOf(amount), Format.DECIMAL_SI, null);
  }

  /// The exact amount.
  public BigDecimal amount() {
    return amount;
  }

  /// The sum; in the notation of the first one that is not zero.
  public Quantity plus(Quantity other) {
    return new Quantity(
        amount.add(other.amount), amount.signum() == 0 ? other.format : format, null);
  }

  /// −1, 0 or 1.
  public int signum() {
    return amount.signum();
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Quantity q && compareTo(q) == 0;
  }

  @Override
  public int hashCode() {
    return amount.stripTrailingZeros().hashCode();
  }

  /// The canonical form. A text that was already short enough is kept as it was written, as upstream does.
  @Override
  public String toString() {
    return text;
  }

  private static Quantity binary(
      BigDecimal amount, String s, String fraction, BigInteger unscaled) {
    BigDecimal value = rounded(amount);
    if (fraction.isEmpty()
        && value.abs().compareTo(MAX_BINARY) <= 0
        && unscaled.and(BigInteger.valueOf(7)).signum() != 0
        && isFast(s, unscaled)) {
      return new Quantity(value, Format.BINARY_SI, s);
    }
    if (value.abs().compareTo(MAX_BINARY) > 0) {
      value = value.signum() < 0 ? MAX_BINARY.negate() : MAX_BINARY;
    }
    boolean small = value.signum() != 0 && value.abs().compareTo(BigDecimal.ONE) < 0;
    return new Quantity(value, small ? Format.DECIMAL_SI : Format.BINARY_SI, null);
  }

  /// Whether upstream keeps such a text: it estimates whether the number fits 64 bits.
  private static boolean isFast(String s, BigInteger unscaled) {
    int exponent = (BINARY.indexOf(s.charAt(s.length() - 2)) + 1) * 10;
    return 15 - unscaled.abs().toString().length() - exponent * 3 / 10 - 1 >= 0;
  }

  private static BigDecimal rounded(BigDecimal amount) {
    return amount.scale() > NANO ? amount.setScale(NANO, RoundingMode.UP) : amount;
  }

  private static Scale scale(String s, int from) {
    int at = skip(s, from, "eEinumkKMGTP");
    if (at < s.length() && (s.charAt(at) == '-' || s.charAt(at) == '+')) {
      at++;
    }
    if (digits(s, at) < s.length()) {
      throw new SyntaxException(WRONG_FORMAT);
    }
    String suffix = s.substring(from);
    for (int i = 0; i < DECIMAL.length; i++) {
      if (suffix.equals(DECIMAL[i])) {
        return new Scale(Format.DECIMAL_SI, (i - 3) * 3);
      }
    }
    if (suffix.length() == 2 && suffix.charAt(1) == 'i' && BINARY.indexOf(suffix.charAt(0)) >= 0) {
      return new Scale(Format.BINARY_SI, (BINARY.indexOf(suffix.charAt(0)) + 1) * 10);
    }
    try {
      int exponent = Integer.parseInt(suffix.substring(1));
      if (Character.toLowerCase(suffix.charAt(0)) == 'e' && Math.abs(exponent) <= MAX_LENGTH) {
        return new Scale(Format.DECIMAL_EXPONENT, exponent);
      }
    } catch (NumberFormatException e) {
      throw new SyntaxException(WRONG_SUFFIX);
    }
    throw new SyntaxException(WRONG_SUFFIX);
  }

  private static int digits(String s, int from) {
    return skip(s, from, "0123456789");
  }

  private static int skip(String s, int from, String set) {
    int at = from;
    while (at < s.length() && set.indexOf(s.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static String canonical(BigDecimal amount, Format format) {
    if (amount.signum() == 0) {
      return "0";
    }
    BigDecimal plain = amount.stripTrailingZeros();
    if (format == Format.BINARY_SI && plain.scale() <= 0 && plain.abs().compareTo(KIBI) >= 0) {
      return binaryText(plain.toBigIntegerExact());
    }
    int exponent = -plain.scale();
    exponent -= Math.floorMod(exponent, 3);
    String digits = plain.scaleByPowerOfTen(-exponent).toBigIntegerExact().toString();
    int index = exponent / 3 + 3;
    if (format == Format.DECIMAL_EXPONENT || index >= DECIMAL.length) {
      return exponent == 0 ? digits : digits + "e" + exponent;
    }
    return digits + DECIMAL[index];
  }

  private static String binaryText(BigInteger amount) {
    int exponent = Math.min(amount.getLowestSetBit() / 10, BINARY.length());
    return amount.shiftRight(exponent * 10)
        + (exponent == 0 ? "" : BINARY.charAt(exponent - 1) + "i");
  }
}
