package io.binnacle.server.stream;

import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Responder;
import io.binnacle.server.websocket.Handshake;
import io.binnacle.server.websocket.WebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/// Clients that speak SPDY/3.1 inside the binary messages of a WebSocket, as kubectl's port-forward does since 1.31: unwrapped, it
/// is a [SpdyTunnel].
final class WebSocketTunnel {
  private static final System.Logger LOG = System.getLogger(WebSocketTunnel.class.getName());
  private static final String PREFIX = "SPDY/3.1+";
  private static final int PIECE = 32 * 1024;

  private WebSocketTunnel() {}

  /// Whether the client offers to tunnel.
  static boolean isAskedBy(ApiRequest request) {
    return Handshake.offered(request).contains(PREFIX + RuntimeDoor.PORT_FORWARD);
  }

  /// Upgrades the runtime's connection, then the client's, and joins them until one ends.
  static void handle(URI door, ApiRequest request, Responder out) {
    String protocol = PREFIX + RuntimeDoor.PORT_FORWARD;
    try (RuntimeDoor.Open open = RuntimeDoor.open(door, List.of(RuntimeDoor.PORT_FORWARD));
        WebSocket client = Handshake.accept(request, out, protocol, PodStreams.IDLE)) {
      Runnable goodbye = client::close;
      client.onClose(open::close);
      Thread toRuntime =
          Thread.ofVirtual()
              .name("tunnel-to-runtime")
              .start(() -> {
                try (open) {
                  for (var piece = client.read(); piece != null; piece = client.read()) {
                    open.connection().out().write(piece.bytes());
                  }
                } catch (IOException e) {
                  LOG.log(System.Logger.Level.DEBUG, "from client to runtime", e);
                }
              });
      try {
        InputStream in = open.connection().in();
        byte[] bytes = new byte[PIECE];
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          client.sendBinary(bytes, 0, n);
        }
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "from runtime to client", e);
      }
      goodbye.run(); // ends the other direction's wait for the client
      SpdyTunnel.join(toRuntime);
    }
  }
}
