package io.binnacle.doctor.finding;

import io.binnacle.model.tree.Value;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Words for a POSIX shell. What they are made of comes from anybody.
public final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./_-]+");

  private Shell() {}

  /// `text` as one word, quoted if a shell could take it for anything else.
  public static String word(String text) {
    return PLAIN.matcher(text).matches() ? text : quoted(text);
  }

  /// ` -n shop`, the default namespace too, for the context of whoever types it may have another; empty without a namespace.
  public static String inNamespace(String namespace) {
    return namespace.isEmpty() ? "" : " -n " + word(namespace);
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /// JSON as one word that means the same however it is printed: what steers a terminal is escaped.
  static String quoted(Value json) {
    StringBuilder out = new StringBuilder();
    json.toString()
        .codePoints()
        .forEach(c -> {
          if (Printable.steers(c)) {
            for (char unit : Character.toChars(c)) {
              out.append("\\u").append(HexFormat.of().toHexDigits(unit));
            }
          } else {
            out.appendCodePoint(c);
          }
        });
    return quoted(out.toString());
  }
}
