package io.binnacle.model.meta;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Base64 with padding (RFC 4648 §4), as `data` of Secrets and `binaryData` of ConfigMaps have it. Line breaks between
/// the characters are skipped, and errors are worded and counted as the API server does.
public final class Base64 {
  private Base64() {}

  /// The text of `bytes`, on one line.
  public static String encode(byte[] bytes) {
    return java.util.Base64.getEncoder().encodeToString(bytes);
  }

  /// The bytes `text` stands for.
  ///
  /// @throws SyntaxException naming the byte at fault
  public static byte[] decode(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length / 4 * 3 + 3);
    int bits = 0;
    int count = 0;
    for (int at = 0; at < in.length; at++) {
      int c = in[at];
      if (c == '\n' || c == '\r') {
        continue;
      }
      if (c == '=') {
        checkPadding(in, at, count);
        out.write(bits >>> (count * 6 - 8));
        if (count == 3) {
          out.write(bits >>> 2);
        }
        return out.toByteArray();
      }
      int digit = digit(c);
      if (digit < 0) {
        throw corrupt(at);
      }
      bits = bits << 6 | digit;
      if (++count == 4) {
        out.write(bits >>> 16);
        out.write(bits >>> 8);
        out.write(bits);
        bits = 0;
        count = 0;
      }
    }
    if (count > 0) {
      throw corrupt(in.length - count);
    }
    return out.toByteArray();
  }

  /// Checks that from the `=` at `at` on there is the padding that `count` characters need, and nothing else.
  private static void checkPadding(byte[] in, int at, int count) {
    if (count < 2) {
      throw corrupt(at);
    }
    int next = afterLineBreaks(in, at + 1);
    if (count == 2) {
      if (next == in.length) {
        throw corrupt(in.length);
      }
      if (in[next] != '=') {
        throw corrupt(next - 1);
      }
      next = afterLineBreaks(in, next + 1);
    }
    if (next < in.length) {
      throw corrupt(next);
    }
  }

  private static int afterLineBreaks(byte[] in, int at) {
    while (at < in.length && (in[at] == '\n' || in[at] == '\r')) {
      at++;
    }
    return at;
  }

  private static int digit(int c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }

  private static SyntaxException corrupt(int at) {
    return new SyntaxException("illegal base64 data at input byte " + at);
  }
}
