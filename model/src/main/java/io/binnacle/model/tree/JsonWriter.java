package io.binnacle.model.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Appends JSON text to a growing byte array. One use, one thread.
final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] out = new byte[512];
  private int size;

  byte[] toByteArray() {
    return Arrays.copyOf(out, size);
  }

  void value(Value value) {
    switch (value) {
      case Obj o -> {
        raw('{');
        for (int i = 0; i < o.size(); i++) {
          if (i > 0) {
            raw(',');
          }
          string(o.keyAt(i));
          raw(':');
          value(o.valueAt(i));
        }
        raw('}');
      }
      case Arr a -> {
        raw('[');
        for (int i = 0; i < a.size(); i++) {
          if (i > 0) {
            raw(',');
          }
          value(a.get(i));
        }
        raw(']');
      }
      case Str s -> string(s.value());
      case Int _, Real _, Bool _, Null _ -> ascii(value.toString());
    }
  }

  void pretty(Value value, int depth) {
    switch (value) {
      case Obj o when !o.isEmpty() -> {
        raw('{');
        for (int i = 0; i < o.size(); i++) {
          if (i > 0) {
            raw(',');
          }
          line(depth + 1);
          string(o.keyAt(i));
          raw(':');
          raw(' ');
          pretty(o.valueAt(i), depth + 1);
        }
        line(depth);
        raw('}');
      }
      case Arr a when !a.isEmpty() -> {
        raw('[');
        for (int i = 0; i < a.size(); i++) {
          if (i > 0) {
            raw(',');
          }
          line(depth + 1);
          pretty(a.get(i), depth + 1);
        }
        line(depth);
        raw(']');
      }
      case Obj _, Arr _, Str _, Int _, Real _, Bool _, Null _ -> value(value);
    }
  }

  private void line(int depth) {
    raw('\n');
    for (int i = 0; i < depth; i++) {
      raw(' ');
      raw(' ');
    }
  }

  private void string(String s) {
    raw('"');
    room(s.length());
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
        raw(c);
      } else {
        i += special(s, i, c);
      }
    }
    raw('"');
  }

  /// @return how many extra chars were consumed: 1 for a surrogate pair, else 0
  private int special(String s, int i, char c) {
    switch (c) {
      case '"', '\\' -> escaped(c);
      case '\n' -> escaped('n');
      case '\r' -> escaped('r');
      case '\t' -> escaped('t');
      default -> {
        if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) && !pair(s, i)) {
          unicode(c);
        } else {
          int codePoint = s.codePointAt(i);
          for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            raw(b);
          }
          return Character.charCount(codePoint) - 1;
        }
      }
    }
    return 0;
  }

  private static boolean pair(String s, int i) {
    return Character.isHighSurrogate(s.charAt(i))
        && i + 1 < s.length()
        && Character.isLowSurrogate(s.charAt(i + 1));
  }

  private void escaped(char c) {
    raw('\\');
    raw(c);
  }

  private void unicode(char c) {
    escaped('u');
    raw(HEX[c >> 12 & 15]);
    raw(HEX[c >> 8 & 15]);
    raw(HEX[c >> 4 & 15]);
    raw(HEX[c & 15]);
  }

  private void ascii(String s) {
    for (int i = 0; i < s.length(); i++) {
      raw(s.charAt(i));
    }
  }

  private void raw(int b) {
    room(1);
    out[size++] = (byte) b;
  }

  private void room(int more) {
    if (out.length - size < more) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, size + more));
    }
  }
}
