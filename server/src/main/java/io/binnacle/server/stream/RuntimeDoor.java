package io.binnacle.server.stream;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.backend.Backend;
import io.binnacle.server.backend.BackendAnswer;
import io.binnacle.server.http.Headers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Goes through a door a node agent has opened: an HTTP server on loopback that upgrades to SPDY/3.1.
final class RuntimeDoor {
  /// Exec and attach with an exit status.
  static final String CHANNELS_V4 = "v4.channel.k8s.io";

  /// Connections to ports.
  static final String PORT_FORWARD = "portforward.k8s.io";

  static final String VERSIONS = "X-Stream-Protocol-Version";
  private static final System.Logger LOG = System.getLogger(RuntimeDoor.class.getName());
  private static final int SHOWN = 1024;

  private RuntimeDoor() {}

  /// A connection that speaks SPDY/3.1 from here on.
  ///
  /// @param protocol what the runtime has chosen; empty if it has not said
  record Open(Backend connection, String protocol) implements AutoCloseable {
    @Override
    public void close() {
      try {
        connection.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "closing the connection to the runtime", e);
      }
    }
  }

  /// Connects and upgrades.
  ///
  /// @param protocols the stream protocols to offer, the favourite first
  /// @throws ApiException 500 if the runtime cannot be reached or refuses, 403 if none of the protocols suits it
  static Open open(URI door, List<String> protocols) {
    Backend connection = null;
    try {
      int port = door.getPort() < 0 ? 80 : door.getPort();
      InetAddress host = InetAddress.getByName(door.getHost());
      connection = Backend.connect(new InetSocketAddress(host, port), false);
      Headers.Builder headers =
          Headers.builder()
              .add("Host", door.getHost() + ":" + port)
              .add("Connection", "Upgrade")
              .add("Upgrade", SpdyTunnel.SPDY)
              .add("Content-Length", "0");
      protocols.forEach(p -> headers.add(VERSIONS, p));
      String query = door.getRawQuery() == null ? "" : "?" + door.getRawQuery();
      connection.sendHead("POST", door.getRawPath() + query, headers.build());
      BackendAnswer answer = connection.readAnswer(false);
      if (answer.status() != 101) {
        throw refused(answer);
      }
      Open open = new Open(connection, answer.headers().first(VERSIONS));
      connection = null; // now the caller's
      return open;
    } catch (IOException e) {
      throw new ApiException(
          Status.internalError("error dialing the container runtime: " + e.getMessage()), e);
    } finally {
      if (connection != null) {
        new Open(connection, "").close();
      }
    }
  }

  private static ApiException refused(BackendAnswer answer) throws IOException {
    byte[] text = answer.body().readNBytes(SHOWN);
    String said = new String(text, StandardCharsets.UTF_8).strip();
    String why = "the container runtime answered " + answer.status() + ": " + said;
    return new ApiException(
        answer.status() == 403
            ? new Status(403, "Forbidden", why, Obj.EMPTY)
            : Status.internalError(why));
  }
}
