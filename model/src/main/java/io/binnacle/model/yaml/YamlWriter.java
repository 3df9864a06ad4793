package io.binnacle.model.yaml;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.HexFormat;

/// Writes block text. Strings are plain where every reader of either YAML version takes them for strings; else single
/// quoted if only their punctuation is in the way, literal blocks if they have lines, and double quoted otherwise.
///
/// Our own, because the library's emitter leaves characters bare that version 1.1 takes for line breaks. One use, one
/// thread.
final class YamlWriter {
  /// What a parser must accept as a key on one line, in characters.
  private static final int LONGEST_SIMPLE_KEY = 1000;

  private final StringBuilder out = new StringBuilder();

  String write(Value value) {
    switch (value) {
      case Obj o when !o.isEmpty() -> object(o, 0);
      case Arr a when !a.isEmpty() -> array(a, 0);
      case Obj _, Arr _, Str _, Int _, Real _, Bool _, Null _ -> {
        scalar(value, 0);
        out.append('\n');
      }
    }
    return out.toString();
  }

  /// Writes the fields; the first continues the current line, the others start at column `indent`.
  private void object(Obj object, int indent) {
    for (int i = 0; i < object.size(); i++) {
      if (i > 0) {
        blanks(indent);
      }
      String key = object.keyAt(i);
      if (key.length() > LONGEST_SIMPLE_KEY) {
        out.append("? ").append(doubleQuoted(key)).append('\n');
        blanks(indent);
      } else {
        out.append(key.indexOf('\n') >= 0 ? doubleQuoted(key) : line(key));
      }
      out.append(':');
      field(object.valueAt(i), indent);
    }
  }

  private void field(Value value, int indent) {
    switch (value) {
      case Obj o when !o.isEmpty() -> {
        out.append('\n');
        blanks(indent + 2);
        object(o, indent + 2);
      }
      case Arr a when !a.isEmpty() -> {
        out.append('\n');
        blanks(indent);
        array(a, indent);
      }
      case Obj _, Arr _, Str _, Int _, Real _, Bool _, Null _ -> {
        out.append(' ');
        scalar(value, indent + 2);
        out.append('\n');
      }
    }
  }

  /// Writes the elements; the first continues the current line, the others start at column `indent`.
  private void array(Arr array, int indent) {
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        blanks(indent);
      }
      out.append("- ");
      switch (array.get(i)) {
        case Obj o when !o.isEmpty() -> object(o, indent + 2);
        case Arr a when !a.isEmpty() -> array(a, indent + 2);
        case Obj _, Arr _, Str _, Int _, Real _, Bool _, Null _ -> {
          scalar(array.get(i), indent + 2);
          out.append('\n');
        }
      }
    }
  }

  /// Writes a value that has no block form, without the line break after it.
  ///
  /// @param indent the column of further lines
  private void scalar(Value value, int indent) {
    if (!(value instanceof Str s)) {
      out.append(value);
    } else if (s.value().indexOf('\n') < 0) {
      out.append(line(s.value()));
    } else if (fitsBlock(s.value())) {
      block(s.value(), Math.max(2, indent));
    } else {
      out.append(doubleQuoted(s.value()));
    }
  }

  /// A literal block. Its last line break, if it has one, is the one that follows whatever is written here.
  private void block(String text, int indent) {
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    boolean more = body.endsWith("\n");
    out.append(more ? "|+" : text.length() == body.length() ? "|-" : "|");
    for (String line : body.split("\n", -1)) {
      out.append('\n');
      if (!line.isEmpty()) {
        blanks(indent);
        out.append(line);
      }
    }
  }

  /// Whether a literal block can hold `text`: no blanks where they would be lost or counted as indentation, and nothing
  /// that must be escaped.
  private static boolean fitsBlock(String text) {
    return "\n\t ".indexOf(text.charAt(0)) < 0
        && !text.contains("\n\t")
        && !text.contains(" \n")
        && !text.contains("\t\n")
        && !text.endsWith(" ")
        && text.chars().allMatch(c -> c == '\n' || c == '\t' || isPrintable((char) c));
  }

  private static String line(String text) {
    boolean printable = text.chars().allMatch(c -> isPrintable((char) c));
    if (!printable || !Scalars.staysString(text)) {
      return doubleQuoted(text);
    }
    return isPlain(text) ? text : "'" + text.replace("'", "''") + "'";
  }

  /// Whether punctuation lets `text` stand without quotes.
  private static boolean isPlain(String text) {
    char first = text.charAt(0);
    boolean indicator =
        "-?:".indexOf(first) >= 0
            ? text.length() == 1 || text.charAt(1) == ' '
            : ",[]{}#&*!|>'\"%@`".indexOf(first) >= 0;
    return !indicator
        && !text.startsWith("---")
        && !text.startsWith("...")
        && !text.startsWith(" ")
        && !text.endsWith(" ")
        && !text.endsWith(":")
        && !text.contains(": ")
        && !text.contains(" #");
  }

  private static String doubleQuoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (isPrintable(c)) {
            quoted.append(c);
          } else {
            quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /// Whether both versions of YAML read `c` as itself; halves of pairs count, since strings are well-formed.
  private static boolean isPrintable(char c) {
    return c >= ' ' && c < 0x7f
        || c >= 0xa0 && c < 0xfffe && c != 0x2028 && c != 0x2029 && c != 0xfeff;
  }

  private void blanks(int count) {
    out.repeat(' ', count);
  }
}
