package io.binnacle.model.meta;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;

/// Times as the API writes them: RFC 3339 in UTC, whole seconds for `Time`, six digits for `MicroTime`.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</a>
public final class Timestamps {
  private static final String LAYOUT_SECONDS = "2006-01-02T15:04:05Z07:00";
  private static final String LAYOUT_MICROS = "2006-01-02T15:04:05.000000Z07:00";
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /// `2026-11-23T10:00:00Z`; a fraction of a second is cut off.
  public static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// `2026-11-23T10:00:00.000123Z`; less than a microsecond is cut off.
  public static String micros(Instant time) {
    return MICROS.format(time);
  }

  /// Reads a `Time`: RFC 3339 with any offset; a fraction of a second is allowed and kept.
  ///
  /// @throws SyntaxException with the message the API server gives
  public static Instant parse(String text) {
    return new Reader(text, LAYOUT_SECONDS).read();
  }

  /// Reads a `MicroTime`: RFC 3339 with exactly six digits after the point.
  ///
  /// @throws SyntaxException with the message the API server gives
  public static Instant parseMicros(String text) {
    return new Reader(text, LAYOUT_MICROS).read();
  }

  /// Walks text and layout together, so that an error can name the layout element at fault.
  private static final class Reader {
    private final String text;
    private final String layout;
    private int at;

    Reader(String text, String layout) {
      this.text = text;
      this.layout = layout;
    }

    Instant read() {
      int year = number("2006", 4);
      literal("-");
      int month = number("01", 2);
      inRange(month, 1, 12, "month");
      literal("-");
      int day = number("02", 2);
      literal("T");
      int hour = hour();
      inRange(hour, 0, 23, "hour");
      literal(":");
      int minute = number("04", 2);
      inRange(minute, 0, 59, "minute");
      literal(":");
      int second = number("05", 2);
      inRange(second, 0, 59, "second");
      int nanos = layout.equals(LAYOUT_MICROS) ? exactFraction() : fraction();
      long offset = offset();
      if (at < text.length()) {
        throw fail(": extra text: " + quote(text.substring(at)));
      }
      try {
        return LocalDateTime.of(year, month, day, hour, minute, second, nanos)
            .toInstant(ZoneOffset.UTC)
            .minusSeconds(offset);
      } catch (DateTimeException e) {
        throw fail(": day out of range");
      }
    }

    private int number(String element, int digits) {
      if (text.length() - at < digits) {
        throw cannotParse(element);
      }
      int n = 0;
      for (int i = at; i < at + digits; i++) {
        if (!isDigit(i)) {
          throw cannotParse(element);
        }
        n = n * 10 + text.charAt(i) - '0';
      }
      at += digits;
      return n;
    }

    /// One digit will do here, as in the library behind the API server.
    private int hour() {
      return isDigit(at) && !isDigit(at + 1) ? number("15", 1) : number("15", 2);
    }

    private void literal(String c) {
      if (!text.startsWith(c, at)) {
        throw cannotParse(c);
      }
      at++;
    }

    /// An optional fraction of any length, cut off at nanoseconds.
    private int fraction() {
      if (at + 1 >= text.length() || text.charAt(at) != '.' && text.charAt(at) != ',') {
        return 0;
      }
      if (!isDigit(at + 1)) {
        return 0;
      }
      int nanos = 0;
      int weight = 100_000_000;
      for (at++; isDigit(at); at++) {
        nanos += (text.charAt(at) - '0') * weight;
        weight /= 10;
      }
      return nanos;
    }

    private int exactFraction() {
      boolean point = at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
      int nanos = 0;
      for (int i = at + 1; i <= at + 6; i++) {
        if (!point || !isDigit(i)) {
          throw cannotParse(".000000");
        }
        nanos = nanos * 10 + text.charAt(i) - '0';
      }
      at += 7;
      return nanos * 1000;
    }

    /// @return the seconds that the local time is ahead of UTC
    private long offset() {
      if (text.startsWith("Z", at)) {
        at++;
        return 0;
      }
      boolean shaped =
          text.length() - at >= 6
              && (text.charAt(at) == '+' || text.charAt(at) == '-')
              && isDigit(at + 1)
              && isDigit(at + 2)
              && text.charAt(at + 3) == ':'
              && isDigit(at + 4)
              && isDigit(at + 5);
      if (!shaped) {
        throw cannotParse("Z07:00");
      }
      int sign = text.charAt(at) == '-' ? -1 : 1;
      int hours = (text.charAt(at + 1) - '0') * 10 + text.charAt(at + 2) - '0';
      int minutes = (text.charAt(at + 4) - '0') * 10 + text.charAt(at + 5) - '0';
      inRange(hours, 0, 24, "time zone offset hour");
      inRange(minutes, 0, 60, "time zone offset minute");
      at += 6;
      return sign * (hours * 60L + minutes) * 60;
    }

    private boolean isDigit(int index) {
      return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private void inRange(int value, int low, int high, String what) {
      if (value < low || value > high) {
        throw fail(": " + what + " out of range");
      }
    }

    private SyntaxException cannotParse(String element) {
      return fail(
          " as "
              + quote(layout)
              + ": cannot parse "
              + quote(text.substring(Math.min(at, text.length())))
              + " as "
              + quote(element));
    }

    private SyntaxException fail(String why) {
      return new SyntaxException("parsing time " + quote(text) + why);
    }

    /// Quoted as Go's time package does: everything outside printable ASCII byte by byte.
    private static String quote(String s) {
      StringBuilder out = new StringBuilder("\"");
      for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
        if (b < ' ') {
          out.append("\\x").append(HexFormat.of().toHexDigits(b));
        } else {
          out.append(b == '"' || b == '\\' ? "\\" : "").append((char) b);
        }
      }
      return out.append('"').toString();
    }
  }
}
