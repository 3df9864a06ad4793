package io.binnacle.server.stream;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Str;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.spdy.SpdyConnection;
import io.binnacle.server.spdy.SpdyStream;
import io.binnacle.server.websocket.Handshake;
import io.binnacle.server.websocket.WebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Port-forward on WebSocket channels, the older form: two channels a port, `2i` for data and `2i + 1` for an error text, and
/// one connection a port. The first message of each channel is its port, in two octets, the lower first.
final class ForwardSession {
  private static final System.Logger LOG = System.getLogger(ForwardSession.class.getName());
  private static final List<String> SPOKEN =
      List.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io", "");

  /// Channels have numbers of one octet.
  private static final int MAX_PORTS = 127;

  private final List<Integer> ports;
  private final boolean base64;
  private final RuntimeDoor.Open door;

  ForwardSession(List<Integer> ports, boolean base64, RuntimeDoor.Open door) {
    this.ports = ports;
    this.base64 = base64;
    this.door = door;
  }

  static String agree(ApiRequest request) {
    return Handshake.agree(request, SPOKEN);
  }

  /// The ports asked for, each 1..65 535.
  ///
  /// @throws ApiException 400 if there are none, or one is no port
  static List<Integer> ports(ApiRequest request) {
    List<Integer> out = new ArrayList<>();
    for (String each : request.query().getOrDefault("ports", List.of())) {
      for (String port : each.split(",")) {
        boolean number = port.matches("[0-9]{1,5}");
        if (!number || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
          throw bad("unable to parse " + Str.of(port) + " as a port: expected 1..65535");
        }
        out.add(Integer.valueOf(port));
      }
    }
    if (out.isEmpty() || out.size() > MAX_PORTS) {
      throw bad("query parameter \"ports\" is required, with at most " + MAX_PORTS + " ports");
    }
    return out;
  }

  private static ApiException bad(String message) {
    return new ApiException(Status.badRequest(message));
  }

  /// Runs until all connections have ended or the client is gone.
  void run(WebSocket client) {
    Channels channels = new Channels(client, base64);
    try (client;
        SpdyConnection runtime =
            SpdyConnection.start(door.connection().in(), door.connection().out(), door)) {
      Runnable hangUp = runtime::close;
      client.onClose(hangUp);
      Map<Integer, SpdyStream> inputs = new TreeMap<>();
      List<Thread> outputs = new ArrayList<>();
      for (int i = 0; i < ports.size(); i++) {
        int port = ports.get(i);
        byte[] first = {(byte) port, (byte) (port >> 8)};
        channels.send(2 * i, first);
        channels.send(2 * i + 1, first);
        SpdyStream error = runtime.open(headers("error", port, i));
        SpdyStream data = runtime.open(headers("data", port, i));
        inputs.put(2 * i, data);
        outputs.add(pump(data, 2 * i, channels, runtime));
        outputs.add(pump(error, 2 * i + 1, channels, runtime));
        error.closeOutput();
      }
      Thread ending =
          Thread.ofVirtual()
              .name("forward-end")
              .start(() -> {
                outputs.forEach(SpdyTunnel::join);
                client.close();
              });
      takeInput(channels, inputs);
      hangUp.run();
      SpdyTunnel.join(ending);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "port-forward broke", e);
    }
  }

  private static Map<String, String> headers(String type, int port, int request) {
    return new TreeMap<>(
        Map.of(
            "streamtype", type,
            "port", Integer.toString(port),
            "requestid", Integer.toString(request)));
  }

  private static Thread pump(SpdyStream from, int to, Channels channels, SpdyConnection runtime) {
    return Thread.ofVirtual()
        .name("forward-output")
        .start(() -> {
          try {
            for (byte[] bytes = from.read(); bytes.length > 0; bytes = from.read()) {
              channels.send(to, bytes);
            }
          } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "output to a client that is gone", e);
            runtime.close();
          }
        });
  }

  private static void takeInput(Channels channels, Map<Integer, SpdyStream> inputs) {
    try {
      for (var input = channels.read(); input != null; input = channels.read()) {
        SpdyStream to = inputs.get(input.channel());
        if (to != null) {
          to.write(input.bytes(), 0, input.bytes().length);
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "input of a port-forward", e);
    }
  }
}
