package io.binnacle.server.backend;

import io.binnacle.server.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A backend's answer: its head, read, and its body, to be read.
///
/// @param status 101, or 200..599
/// @param headers as sent; framing fields included
/// @param body without transfer coding; ends where the answer does. A read throws if the connection ends before
/// @param length of the body in octets; -1 if it is not announced
public record BackendAnswer(int status, Headers headers, InputStream body, long length) {
  private static final int HEAD_LIMIT = 128 * 1024;

  static BackendAnswer read(InputStream in, boolean toHead) throws IOException {
    int budget = HEAD_LIMIT;
    while (true) {
      String line = line(in, budget);
      budget -= line.length();
      int status = status(line);
      Headers.Builder fields = Headers.builder();
      for (String field = line(in, budget); !field.isEmpty(); field = line(in, budget)) {
        budget -= field.length();
        int colon = field.indexOf(':');
        if (colon <= 0) {
          throw new IOException("malformed HTTP response: a header without a colon");
        }
        try {
          fields.add(field.substring(0, colon), field.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
          throw new IOException("malformed HTTP response: " + e.getMessage(), e);
        }
      }
      if (status == 101 || status >= 200) {
        return framed(status, fields.build(), in, toHead);
      }
    }
  }

  private static BackendAnswer framed(int status, Headers headers, InputStream in, boolean toHead)
      throws IOException {
    long announced = announced(headers);
    if (toHead || status == 101 || status == 204 || status == 304) {
      return new BackendAnswer(status, headers, InputStream.nullInputStream(), announced);
    }
    if (headers.joined("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
      return new BackendAnswer(status, headers, new ChunkedInput(in), -1);
    }
    if (announced >= 0) {
      return new BackendAnswer(status, headers, new FixedInput(in, announced), announced);
    }
    return new BackendAnswer(status, headers, in, -1);
  }

  private static long announced(Headers headers) throws IOException {
    String text = headers.first("Content-Length");
    if (text.isEmpty()) {
      return -1;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new IOException("malformed HTTP response: Content-Length is no number");
    }
    return Long.parseLong(text);
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      String shown = line.length() > 40 ? line.substring(0, 40) + "..." : line;
      throw new IOException("malformed HTTP response \"" + printable(shown) + "\"");
    }
    return Integer.parseInt(line, 9, 12, 10);
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
    return out.toString();
  }

  /// One line without its end.
  static String line(InputStream in, int limit) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(80);
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("unexpected end of the connection");
      }
      if (out.size() >= limit) {
        throw new IOException("malformed HTTP response: a head of more than " + HEAD_LIMIT);
      }
      out.write(octet);
    }
    String line = out.toString(StandardCharsets.UTF_8);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
