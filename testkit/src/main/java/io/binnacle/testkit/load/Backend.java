package io.binnacle.testkit.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An HTTP server that answers every request with who it is: a name, or the address and port the connection was made to, so
/// that one process bound to the wildcard stands for as many endpoints as its namespace has addresses.
public final class Backend implements AutoCloseable {
  private static final int BACKLOG = 4_096;

  private final ServerSocket listener;
  private final Function<Socket, String> who;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Backend(ServerSocket listener, Function<Socket, String> who) {
    this.listener = listener;
    this.who = who;
  }

  /// Listens on `address` and answers `name`; null: the address and port the client reached, as `10.0.0.1:8080`.
  public static Backend listen(InetSocketAddress address, @Nullable String name)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(address, BACKLOG);
    Backend backend =
        new Backend(
            listener,
            socket ->
                name != null
                    ? name
                    : socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort());
    Thread.ofPlatform().daemon().name("backend-accept").start(backend::accept);
    return backend;
  }

  /// Asks a backend, directly or through a Service, who it is; on a new connection.
  ///
  /// @return the first line of its answer
  /// @throws IOException if there is no 2xx answer in time
  public static String ask(String address, int port, Duration timeout) throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    try (HttpConnection connection = new HttpConnection(address)) {
      connection.connect(port, millis);
      HttpConnection.Answer answer = connection.get("/", false, millis);
      if (answer.status() / 100 != 2) {
        throw new IOException(address + ":" + port + " answered " + answer.status());
      }
      return answer.firstLine();
    }
  }

  /// The port it listens on.
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          System.getLogger(Backend.class.getName())
              .log(System.Logger.Level.WARNING, "accept failed", e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 512);
      boolean keep = true;
      while (keep) {
        String line = in.readLine();
        if (line == null) {
          return;
        }
        while (line != null && !line.isEmpty()) {
          keep &= !line.equalsIgnoreCase("Connection: close");
          line = in.readLine();
        }
        byte[] body = (who.apply(socket) + "\n").getBytes(StandardCharsets.UTF_8);
        String head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                + body.length
                + (keep ? "" : "\r\nConnection: close")
                + "\r\n\r\n";
        byte[] answer = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, answer, 0, head.length());
        System.arraycopy(body, 0, answer, head.length(), body.length);
        socket.getOutputStream().write(answer);
      }
    } catch (IOException _) {
      // The client went away: its own business, and it counts that itself.
    } finally {
      open.remove(socket);
    }
  }

  /// Stops listening and closes every connection, as a process that is killed does.
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /// By hand or in another network namespace: `Backend ADDRESS PORT [NAME]`, until its standard input ends.
  public static void main(String[] args) throws IOException {
    if (args.length < 2 || args.length > 3) {
      System.err.println("usage: Backend ADDRESS PORT [NAME]");
      System.exit(2);
    }
    try (Backend backend =
        listen(
            new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1])),
            args.length == 3 ? args[2] : null)) {
      System.out.println("listening on " + backend.port());
      while (System.in.read() >= 0) {
        // Only its end matters.
      }
    }
  }
}
