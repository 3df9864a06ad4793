package io.binnacle.server.api;

import io.binnacle.model.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with malformed JSON in the words of Go's `encoding/json`, which is what clients of Kubernetes
/// know. Walks the text once, with a depth of its own; only called when parsing has failed.
final class JsonFault {
  private static final String CUT_SHORT = "unexpected end of JSON input";
  private static final int MAX_DEPTH = Json.MAX_DEPTH;

  private final byte[] text;
  private int at;
  private @Nullable String fault;

  private JsonFault(byte[] text) {
    this.text = text;
  }

  /// The first fault of `text`, or null if the grammar has nothing against it (bad UTF-8, say).
  static @Nullable String of(byte[] text) {
    JsonFault walk = new JsonFault(text);
    walk.document();
    return walk.fault;
  }

  /* Iterative, since the text is a stranger's: one bit of state per open bracket, true for an object. */
  private void document() {
    boolean[] objects = new boolean[64];
    int depth = 0;
    boolean wantValue = true;
    while (fault == null) {
      int c = next();
      if (wantValue) {
        if (c == '{' || c == '[') {
          if (depth == objects.length) {
            if (depth >= MAX_DEPTH) {
              fault = "exceeded max depth";
              return;
            }
            objects = Arrays.copyOf(objects, depth * 2);
          }
          objects[depth++] = c == '{';
          wantValue = opened(c);
          depth -= wantValue || fault != null ? 0 : 1;
        } else {
          at--;
          scalar(c);
          wantValue = false;
        }
      } else if (depth == 0) {
        if (c >= 0) {
          unexpected(c, "after top-level value");
        }
        return;
      } else if (objects[depth - 1]) {
        if (c == ',') {
          key(false);
          wantValue = true;
        } else if (c == '}') {
          depth--;
        } else {
          unexpected(c, "after object key:value pair");
        }
      } else if (c == ',') {
        wantValue = true;
      } else if (c == ']') {
        depth--;
      } else {
        unexpected(c, "after array element");
      }
    }
  }

  /// After `{` or `[`: reads the first key, or the closing bracket of an empty one.
  ///
  /// @return whether a value must follow
  private boolean opened(int bracket) {
    if (bracket == '{') {
      return key(true);
    }
    if (next() == ']') {
      return false;
    }
    at--;
    return true;
  }

  /// @return whether a key with its colon was read, so that a value must follow
  private boolean key(boolean mayClose) {
    int c = next();
    if (c == '}' && mayClose) {
      return false;
    }
    if (c != '"') {
      unexpected(c, "looking for beginning of object key string");
      return true;
    }
    string();
    if (fault == null && (c = next()) != ':') {
      unexpected(c, "after object key");
    }
    return true;
  }

  private void scalar(int c) {
    switch (c) {
      case '"' -> {
        at++;
        string();
      }
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (c == '-' || isDigit(c)) {
          number();
        } else {
          at++;
          unexpected(c, "looking for beginning of value");
        }
      }
    }
  }

  /// After the opening quote.
  private void string() {
    while (fault == null) {
      int c = raw();
      if (c == '"') {
        return;
      }
      if (c < 0) {
        fault = CUT_SHORT;
      } else if (c < 0x20) {
        unexpected(c, "in string literal");
      } else if (c == '\\') {
        escape();
      }
    }
  }

  private void escape() {
    int c = raw();
    if (c == 'u') {
      for (int i = 0; i < 4 && fault == null; i++) {
        int digit = raw();
        if (Character.digit(digit, 16) < 0) {
          unexpected(digit, "in \\u hexadecimal character escape");
        }
      }
    } else if (c < 0 || "bfnrt\\/\"".indexOf(c) < 0) {
      unexpected(c, "in string escape code");
    }
  }

  private void literal(String word) {
    at++;
    for (int i = 1; i < word.length() && fault == null; i++) {
      int c = raw();
      if (c != word.charAt(i)) {
        unexpected(c, "in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
    }
  }

  private void number() {
    if (peek() == '-') {
      at++;
    }
    if (!isDigit(peek())) {
      unexpected(raw(), "in numeric literal");
      return;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      if (!isDigit(peek())) {
        unexpected(raw(), "after decimal point in numeric literal");
        return;
      }
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (!isDigit(peek())) {
        unexpected(raw(), "in exponent of numeric literal");
        return;
      }
      digits();
    }
  }

  private void digits() {
    while (isDigit(peek())) {
      at++;
    }
  }

  /// The next byte after white space, or −1 at the end; consumed.
  private int next() {
    int c = raw();
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      c = raw();
    }
    return c;
  }

  /// The next byte or −1; consumed.
  private int raw() {
    int c = peek();
    at++;
    return c;
  }

  private int peek() {
    return at < text.length ? text[at] & 0xff : -1;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void unexpected(int c, String context) {
    fault = c < 0 ? CUT_SHORT : "invalid character " + quoted(c) + " " + context;
  }

  /// One byte as Go shows it: `'x'`, `'\''`, `'\n'`, `'\x01'`, `'Ã'`.
  private static String quoted(int c) {
    return switch (c) {
      case '\'' -> "'\\''";
      case '"' -> "'\"'";
      case '\\' -> "'\\\\'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      case 7 -> "'\\a'";
      case '\b' -> "'\\b'";
      case '\f' -> "'\\f'";
      case 11 -> "'\\v'";
      default -> {
        if (c < 0x20 || c == 0x7f) {
          yield "'\\x%02x'".formatted(c);
        }
        if (c >= 0x80 && c < 0xa1 || c == 0xad) {
          yield "'\\u%04x'".formatted(c);
        }
        yield "'" + new String(new byte[] {(byte) c}, StandardCharsets.ISO_8859_1) + "'";
      }
    };
  }
}
