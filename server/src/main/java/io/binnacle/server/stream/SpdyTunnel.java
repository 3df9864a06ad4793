package io.binnacle.server.stream;

import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import io.binnacle.server.http.Upgraded;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Clients that speak SPDY/3.1 themselves: what they send goes to the container runtime as it is, and back.
final class SpdyTunnel {
  static final String SPDY = "SPDY/3.1";
  private static final System.Logger LOG = System.getLogger(SpdyTunnel.class.getName());

  private SpdyTunnel() {}

  /// Upgrades the runtime's connection, then the client's, and joins them until one ends.
  static void handle(URI door, ApiRequest request, Responder out) {
    try (RuntimeDoor.Open open = RuntimeDoor.open(door, versions(request))) {
      Headers chosen =
          open.protocol().isEmpty()
              ? Headers.NONE
              : Headers.of(RuntimeDoor.VERSIONS, open.protocol());
      try (Upgraded client = out.upgrade(SPDY, chosen, PodStreams.IDLE)) {
        Runnable goodbye = client::close;
        client.onClose(open::close);
        Thread toRuntime =
            Thread.ofVirtual()
                .name("spdy-to-runtime")
                .start(() -> {
                  try (open) {
                    client.in().transferTo(open.connection().out());
                  } catch (IOException e) {
                    LOG.log(System.Logger.Level.DEBUG, "from client to runtime", e);
                  }
                });
        try {
          open.connection().in().transferTo(client.out());
        } catch (IOException e) {
          LOG.log(System.Logger.Level.DEBUG, "from runtime to client", e);
        }
        goodbye.run(); // ends the other direction's wait for the client
        join(toRuntime);
      }
    }
  }

  /// The versions the client offers, at most a handful.
  private static List<String> versions(ApiRequest request) {
    List<String> out = new ArrayList<>();
    for (String field : request.headers().all(RuntimeDoor.VERSIONS)) {
      for (String version : field.split(",")) {
        if (!version.isBlank() && out.size() < 16) {
          out.add(version.strip());
        }
      }
    }
    return out;
  }

  /// Waits for the other half of a stream.
  static void join(Thread other) {
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a stream was ending", e);
    }
  }
}
