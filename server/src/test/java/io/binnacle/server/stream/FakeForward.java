package io.binnacle.server.stream;

import io.binnacle.server.stream.FakeSession.FakeStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A port-forward: ports of loopback.
final class FakeForward {
  private FakeForward() {}

  static void run(FakeSession session) {
    Map<String, FakeStream> errors = new HashMap<>();
    try {
      for (FakeStream stream = session.next(); stream != null; stream = session.next()) {
        String request = stream.headers.get("requestid");
        if (stream.type().equals("error")) {
          errors.put(request, stream);
        } else {
          FakeStream data = stream;
          FakeStream error = errors.remove(request);
          if (error == null) {
            throw new AssertionError("no error stream came before the data stream of " + request);
          }
          Thread.startVirtualThread(() -> connect(data, error));
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void connect(FakeStream data, FakeStream error) {
    int port = Integer.parseInt(data.headers.get("port"));
    try (OutputStream failed = error.out();
        OutputStream out = data.out()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.startVirtualThread(() -> {
          try {
            data.in().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
          } catch (IOException _) {
            // the other direction tells
          }
        });
        socket.getInputStream().transferTo(out);
      } catch (IOException e) {
        failed.write(
            ("failed to connect to port " + port + ": " + e.getMessage())
                .getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException _) {
      // the client is gone
    }
  }
}
