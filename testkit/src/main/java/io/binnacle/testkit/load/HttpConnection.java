package io.binnacle.testkit.load;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One HTTP/1.1 connection, one `GET` at a time; no retry, no redirect, bounded reading.
final class HttpConnection implements Closeable {
  private static final int MAX_LINE = 8_192;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_BODY = 1 << 20;

  private final Socket socket = new Socket();
  private final String host;
  private boolean reusable;
  private boolean answerBegun;

  HttpConnection(String host) {
    this.host = host;
  }

  /// What the server answered.
  ///
  /// @param firstLine of the body, at most 64 characters of it
  record Answer(int status, String firstLine) {}

  /// Something that is not HTTP, as far as this client speaks it.
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  void connect(int port, int timeoutMillis) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(host, port), timeoutMillis);
  }

  /// @param keep whether the connection is to be used again
  /// @param timeoutMillis for each read
  Answer get(String path, boolean keep, int timeoutMillis) throws IOException {
    answerBegun = false;
    reusable = false;
    socket.setSoTimeout(timeoutMillis);
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUser-Agent: binnacle-load\r\nConnection: "
            + (keep ? "keep-alive" : "close")
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    // Nothing follows an answer before the next request, so a buffer per answer loses nothing.
    InputStream in = new BufferedInputStream(socket.getInputStream(), 1024);
    String statusLine = line(in);
    if (!statusLine.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
      throw new MalformedException("status line: " + statusLine);
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    long length = -1;
    boolean chunked = false;
    reusable = keep && statusLine.startsWith("HTTP/1.1");
    for (int i = 0; ; i++) {
      String header = line(in);
      if (header.isEmpty()) {
        break;
      }
      int colon = header.indexOf(':');
      if (colon < 1 || i == MAX_HEADERS) {
        throw new MalformedException("header: " + header);
      }
      String value = header.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
      switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = number(value, 10);
        case "transfer-encoding" -> chunked = value.equals("chunked");
        case "connection" -> reusable &= !value.equals("close");
        default -> {}
      }
    }
    byte[] body;
    if (chunked) {
      body = chunks(in);
    } else if (length >= 0) {
      body = exactly(in, length);
    } else {
      reusable = false;
      body = in.readNBytes(MAX_BODY);
    }
    return new Answer(status, firstLine(body));
  }

  /// Whether another request may be sent on it.
  boolean reusable() {
    return reusable;
  }

  /// Whether the last request's answer had begun before it failed.
  boolean answerBegun() {
    return answerBegun;
  }

  private static long number(String text, int radix) throws MalformedException {
    try {
      return Long.parseUnsignedLong(text, radix);
    } catch (NumberFormatException e) {
      throw new MalformedException("length: " + text);
    }
  }

  private static String firstLine(byte[] body) {
    int end = 0;
    while (end < Math.min(body.length, 64) && body[end] != '\n' && body[end] != '\r') {
      end++;
    }
    return new String(body, 0, end, StandardCharsets.UTF_8).strip();
  }

  private static byte[] exactly(InputStream in, long length) throws IOException {
    if (length < 0 || length > MAX_BODY) {
      throw new MalformedException("body of " + length + " octets: want at most " + MAX_BODY);
    }
    byte[] body = in.readNBytes((int) length);
    if (body.length < length) {
      throw new EOFException("closed after " + body.length + " of " + length + " octets");
    }
    return body;
  }

  private byte[] chunks(InputStream in) throws IOException {
    byte[] first = new byte[0];
    while (true) {
      long length = number(line(in).replaceFirst(";.*", "").strip(), 16);
      byte[] chunk = exactly(in, length);
      if (first.length == 0) {
        first = chunk;
      }
      String end = line(in);
      if (length == 0) {
        // Trailers are not used here: read to the empty line.
        while (!end.isEmpty()) {
          end = line(in);
        }
        return first;
      }
      if (!end.isEmpty()) {
        throw new MalformedException("after a chunk: " + end);
      }
    }
  }

  private String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("closed by the server");
      }
      answerBegun = true;
      if (octet == '\n') {
        int end = line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
      }
      if (line.length() == MAX_LINE) {
        throw new MalformedException("a line longer than " + MAX_LINE);
      }
      line.append((char) octet);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
