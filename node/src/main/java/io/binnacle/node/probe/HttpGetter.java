package io.binnacle.node.probe;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Makes one GET request over HTTP/1.1 on a connection of its own and reads the answer as far as anybody looks: bounded in
/// time by a deadline, in size by limits.
final class HttpGetter {
  private static final int MAX_LINE = 8_192;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_BODY = 10 * 1_024;

  private final Dialer dialer;

  HttpGetter(Dialer dialer) {
    this.dialer = dialer;
  }

  /// Where to ask.
  ///
  /// @param path with its query, begins with `/`
  record Url(String scheme, String host, int port, String path) {
    @Override
    public String toString() {
      return scheme + "://" + Dialer.join(host, port) + path;
    }
  }

  /// An answer.
  ///
  /// @param headers names in lower case, the first of each
  /// @param body at most 10 KiB of it
  record Answer(int status, Map<String, String> headers, String body) {}

  Answer get(Url url, List<Handler.Header> headers, String agent, Deadline deadline)
      throws IOException {
    Socket plain = dialer.dial(url.host(), url.port(), deadline);
    try (plain;
        Socket socket =
            url.scheme().equals("https")
                ? dialer.secure(plain, url.host(), url.port(), deadline)
                : plain) {
      socket.getOutputStream().write(request(url, headers, agent));
      return read(new Reader(socket, deadline));
    }
  }

  private static byte[] request(Url url, List<Handler.Header> headers, String agent) {
    boolean host = has(headers, "Host");
    StringBuilder out = new StringBuilder("GET ").append(url.path()).append(" HTTP/1.1\r\n");
    if (!host) {
      out.append("Host: ").append(Dialer.join(url.host(), url.port())).append("\r\n");
    }
    if (!has(headers, "User-Agent")) {
      out.append("User-Agent: ").append(agent).append("\r\n");
    }
    if (!has(headers, "Accept")) {
      out.append("Accept: */*\r\n");
    }
    for (Handler.Header header : headers) {
      String line = header.name() + ": " + header.value();
      if (line.chars().noneMatch(c -> c == '\r' || c == '\n') && !header.value().isEmpty()) {
        out.append(line).append("\r\n");
      }
    }
    out.append("Connection: close\r\n\r\n");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean has(List<Handler.Header> headers, String name) {
    return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
  }

  private static Answer read(Reader in) throws IOException {
    int status = status(in.line());
    Map<String, String> headers = headers(in);
    while (status >= 100 && status < 200) {
      status = status(in.line());
      headers = headers(in);
    }
    boolean none = status == 204 || status == 304;
    return new Answer(status, headers, none ? "" : body(in, headers));
  }

  private static int status(String line) throws IOException {
    String[] words = line.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("[1-9][0-9]{2}")) {
      throw new IOException("malformed HTTP response \"" + line + "\"");
    }
    return Integer.parseInt(words[1]);
  }

  private static Map<String, String> headers(Reader in) throws IOException {
    Map<String, String> out = new HashMap<>();
    for (int i = 0; i < MAX_HEADERS; i++) {
      String line = in.line();
      if (line.isEmpty()) {
        return out;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        out.putIfAbsent(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    throw new IOException("server response has more than " + MAX_HEADERS + " headers");
  }

  private static String body(Reader in, Map<String, String> headers) throws IOException {
    byte[] bytes;
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      bytes = in.chunks(MAX_BODY);
    } else {
      String length = headers.getOrDefault("content-length", "");
      bytes =
          length.matches("[0-9]{1,18}")
              ? in.exactly((int) Math.min(MAX_BODY, Long.parseLong(length)))
              : in.upTo(MAX_BODY);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Reads a connection, each time no longer than until the deadline.
  private static final class Reader {
    private final Socket socket;
    private final InputStream in;
    private final Deadline deadline;
    private final byte[] buffer = new byte[4_096];
    private int at;
    private int end;

    Reader(Socket socket, Deadline deadline) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.deadline = deadline;
    }

    /// The next byte, −1 at the end.
    int next() throws IOException {
      if (at == end) {
        socket.setSoTimeout(deadline.left());
        end = Math.max(0, in.read(buffer));
        at = 0;
        if (end == 0) {
          return -1;
        }
      }
      return buffer[at++] & 0xff;
    }

    String line() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int c = next(); c != '\n'; c = next()) {
        if (c < 0) {
          throw new EOFException("EOF");
        }
        if (out.size() == MAX_LINE) {
          throw new IOException("server response line longer than " + MAX_LINE + " bytes");
        }
        out.write(c);
      }
      return out.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    byte[] upTo(int limit) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int c; out.size() < limit && (c = next()) >= 0; ) {
        out.write(c);
      }
      return out.toByteArray();
    }

    byte[] exactly(int length) throws IOException {
      byte[] out = upTo(length);
      if (out.length < length) {
        throw new EOFException("unexpected EOF");
      }
      return out;
    }

    byte[] chunks(int limit) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      while (out.size() < limit) {
        String head = line().split(";", 2)[0].strip();
        if (!head.matches("[0-9a-fA-F]{1,15}")) {
          throw new IOException("malformed chunk length \"" + head + "\"");
        }
        long length = Long.parseLong(head, 16);
        if (length == 0) {
          break;
        }
        int wanted = (int) Math.min(length, limit - out.size());
        out.write(exactly(wanted));
        if (wanted == length) {
          line();
        }
      }
      return out.toByteArray();
    }
  }
}
