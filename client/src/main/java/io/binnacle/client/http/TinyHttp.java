package io.binnacle.client.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Answers health checks and scrapes: one GET a connection, HTTP/1.1 as far as checkers need it. A virtual thread each; what a client may
/// send, how long it may take and how many there are is bounded.
public final class TinyHttp implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TinyHttp.class.getName());
  private static final int MAX_REQUEST = 8_192, MAX_CLIENTS = 64, PATIENCE_MS = 5_000;

  private final ServerSocket listener;
  private final Function<Request, Reply> handler;
  private final Semaphore clients = new Semaphore(MAX_CLIENTS);

  /// What a client asks for.
  ///
  /// @param path without the query, not decoded
  /// @param query what stands behind the question mark, not decoded; empty if nothing does
  public record Request(String path, String query) {
    static Request of(String target) {
      int mark = target.indexOf('?');
      return mark < 0
          ? new Request(target, "")
          : new Request(target.substring(0, mark), target.substring(mark + 1));
    }
  }

  /// What it gets.
  ///
  /// @param headers besides length and connection
  public record Reply(int status, Map<String, String> headers, String body) {
    /// A reply in words.
    public static Reply text(int status, String body) {
      return new Reply(status, Map.of("Content-Type", "text/plain; charset=utf-8"), body);
    }

    /// A reply in JSON.
    public static Reply json(int status, String body) {
      return new Reply(
          status,
          Map.of("Content-Type", "application/json", "X-Content-Type-Options", "nosniff"),
          body);
    }

    /// The same with one more header.
    public Reply with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Reply(status, more, body);
    }
  }

  private TinyHttp(ServerSocket listener, Function<Request, Reply> handler) {
    this.listener = listener;
    this.handler = handler;
  }

  /// Listens until closed.
  ///
  /// @param at port 0 for any that is free
  /// @param name of the listening thread
  /// @param handler runs on the client's thread
  /// @throws IOException if the address cannot be bound
  public static TinyHttp start(InetSocketAddress at, String name, Function<Request, Reply> handler)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(at, MAX_CLIENTS);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    TinyHttp server = new TinyHttp(listener, handler);
    Thread.ofVirtual().name(name).start(server::accept);
    return server;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (clients.tryAcquire()) {
          Thread.ofVirtual().start(() -> serve(client));
        } else {
          client.close();
        }
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.log(Level.DEBUG, "a health check was lost: {0}", e.getMessage());
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(PATIENCE_MS);
      String head = head(client.getInputStream());
      String[] line = head.split("\r\n", 2)[0].split(" ");
      boolean readable = line.length == 3 && (line[0].equals("GET") || line[0].equals("HEAD"));
      Reply reply =
          readable
              ? handler.apply(Request.of(line[1]))
              : Reply.json(400, "{\"message\":\"want GET path HTTP/1.1\"}");
      write(client.getOutputStream(), reply, readable && line[0].equals("HEAD"));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a health check was not answered: {0}", e.getMessage());
    } finally {
      clients.release();
    }
  }

  private static String head(InputStream in) throws IOException {
    byte[] buffer = new byte[MAX_REQUEST];
    int length = 0;
    while (length < MAX_REQUEST) {
      int read = in.read(buffer, length, MAX_REQUEST - length);
      if (read < 0) {
        break;
      }
      length += read;
      String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
      if (text.contains("\r\n\r\n")) {
        return text;
      }
    }
    throw new IOException("no whole request head within " + MAX_REQUEST + " octets");
  }

  private static void write(OutputStream to, Reply reply, boolean headOnly) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 " + reply.status() + " " + reason(reply) + "\r\n");
    reply
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
    OutputStream out = new BufferedOutputStream(to);
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!headOnly) {
      out.write(body);
    }
    out.flush();
  }

  private static String reason(Reply reply) {
    return switch (reply.status()) {
      case 200 -> "OK";
      case 404 -> "Not Found";
      case 503 -> "Service Unavailable";
      default -> "Bad Request";
    };
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a health server: {0}", e.getMessage());
    }
  }
}
