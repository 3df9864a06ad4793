package io.binnacle.model.schema;

import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.nio.charset.StandardCharsets;

/// Reads one line of a `.schema` file from left to right: words divided by blanks, and texts in double quotes.
///
/* Runs for every row while the server starts, when the JVM still interprets: hence indexOf and substring, and no
 * regular expression, split or stream. */
final class Row {
  private final String file;
  private final int line;
  private final String text;
  private final int end;
  private int at;

  /// The line `text[from..end)`, which is line number `line` of `file`, counted from 1.
  Row(String file, int line, String text, int from, int end) {
    this.file = file;
    this.line = line;
    this.text = text;
    this.at = from;
    this.end = end;
    skipBlanks();
  }

  /// Whether another word follows; false at the end of the line and before a text in quotes.
  boolean hasWord() {
    return at < end && text.charAt(at) != '"';
  }

  /// The next word; an error if there is none. `what` says what was expected.
  String word(String what) {
    if (!hasWord()) {
      throw error("expected " + what + ", found " + rest());
    }
    int blank = text.indexOf(' ', at);
    int stop = blank < 0 || blank > end ? end : blank;
    String word = text.substring(at, stop);
    at = stop;
    skipBlanks();
    return word;
  }

  /// The next word or text in quotes.
  String wordOrText(String what) {
    return hasWord() ? word(what) : quoted(what);
  }

  /// The text in double quotes that comes next, without them; JSON escapes are understood.
  String quoted(String what) {
    if (at >= end || text.charAt(at) != '"') {
      throw error("expected " + what + " in double quotes, found " + rest());
    }
    int close = at + 1;
    boolean escapes = false;
    while (close < end && text.charAt(close) != '"') {
      if (text.charAt(close) == '\\') {
        escapes = true;
        close++;
      }
      close++;
    }
    if (close >= end) {
      throw error(what + " has no closing quote: " + rest());
    }
    String inner = text.substring(at + 1, close);
    at = close + 1;
    skipBlanks();
    return escapes && json("\"" + inner + "\"") instanceof Str s ? s.value() : inner;
  }

  /// Everything up to the end of the line.
  String remainder() {
    String out = text.substring(at, end);
    at = end;
    return out;
  }

  /// An error unless the line has been read to its end.
  void done() {
    if (at < end) {
      throw error("unexpected " + rest());
    }
  }

  /// The JSON value `json` spells.
  Value json(String json) {
    /* The usual ones without the parser: loading its classes takes longer than reading the whole table. */
    return switch (json) {
      case "{}" -> Obj.EMPTY;
      case "true" -> Bool.TRUE;
      case "false" -> Bool.FALSE;
      default -> plain(json);
    };
  }

  private Value plain(String json) {
    int last = json.length() - 1;
    if (last > 0
        && json.charAt(0) == '"'
        && json.indexOf('"', 1) == last
        && json.indexOf('\\') < 0) {
      return Str.of(json.substring(1, last));
    }
    if (last < 9 && isDigits(json)) {
      return Int.of(Integer.parseInt(json));
    }
    try {
      return Json.parse(json.getBytes(StandardCharsets.UTF_8)).value();
    } catch (JsonException e) {
      throw error("not JSON: " + json + " (" + e.getMessage() + ")");
    }
  }

  /// An exception that names file and line.
  IllegalArgumentException error(String problem) {
    return new IllegalArgumentException(where() + ": " + problem);
  }

  /// `core.v1.schema:12`.
  String where() {
    return file + ":" + line;
  }

  private static boolean isDigits(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) < '0' || s.charAt(i) > '9') {
        return false;
      }
    }
    return !s.isEmpty() && (s.length() == 1 || s.charAt(0) != '0');
  }

  private void skipBlanks() {
    while (at < end && text.charAt(at) == ' ') {
      at++;
    }
  }

  private String rest() {
    return at < end ? "`" + text.substring(at, end) + "`" : "the end of the line";
  }
}
