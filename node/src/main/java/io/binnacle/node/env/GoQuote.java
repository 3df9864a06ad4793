package io.binnacle.node.env;

import io.binnacle.model.meta.GoRunes;
import java.util.HexFormat;

/// Text in double quotes as Go's `%q` writes it; labels and annotations in volumes, and many messages, have that form.
public final class GoQuote {
  private GoQuote() {}

  /// `text` in quotes.
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    append(text, out);
    return out.toString();
  }

  static void append(String text, StringBuilder out) {
    out.append('"');
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 0x07 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 0x0b -> out.append("\\v");
            default -> other(c, out);
          }
        });
    out.append('"');
  }

  private static void other(int c, StringBuilder out) {
    if (c < 0x20 || c == 0x7f) {
      out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
    } else if (GoRunes.isPrintable(c)) {
      out.appendCodePoint(c);
    } else if (c < 0x10000) {
      out.append("\\u").append(HexFormat.of().toHexDigits((short) c));
    } else {
      out.append("\\U").append(HexFormat.of().toHexDigits(c));
    }
  }
}
