package io.binnacle.server.api;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.tree.Json;
import io.binnacle.server.stream.FakeRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The WebSocket channels of clients that are not kubectl (client-java, browsers, the conformance suite), by the JDK's own client.
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class WebSocketStreamsTest {
  private static final String POD = "/api/v1/namespaces/default/pods/web/";

  private final FakeRuntime runtime = new FakeRuntime();
  private LiveServer server;
  private HttpClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server = new LiveServer(folder, name -> name.equals("n1") ? runtime : null);
    server.create(
        """
        {kind: Namespace, metadata: {name: default}}
        ---
        kind: Pod
        metadata: {name: web}
        spec: {nodeName: n1, containers: [{name: app, image: x}]}
        ---
        kind: Pod
        metadata: {name: simulated}
        spec: {nodeName: n2, containers: [{name: app, image: x}]}
        """);
    client = HttpClient.newBuilder().sslContext(server.admin).build();
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
    runtime.close();
  }

  /// What a WebSocket brings, by channel, until it closes.
  private static final class Channels implements WebSocket.Listener {
    final boolean base64;
    final TreeMap<Integer, ByteArrayOutputStream> bytes = new TreeMap<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    Channels(boolean base64) {
      this.base64 = base64;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] piece = new byte[data.remaining()];
      data.get(piece);
      return take(socket, piece, last);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      return take(socket, data.toString().getBytes(StandardCharsets.ISO_8859_1), last);
    }

    private CompletionStage<?> take(WebSocket socket, byte[] piece, boolean last) {
      message.writeBytes(piece);
      if (last) {
        byte[] whole = message.toByteArray();
        message.reset();
        String text = new String(whole, 1, whole.length - 1, StandardCharsets.ISO_8859_1);
        int channel = base64 ? whole[0] - '0' : whole[0];
        byte[] told =
            base64 ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.ISO_8859_1);
        bytes.computeIfAbsent(channel, _ -> new ByteArrayOutputStream()).writeBytes(told);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }

    String text(int channel) {
      ByteArrayOutputStream known = bytes.get(channel);
      return known == null ? "-" : known.toString(StandardCharsets.UTF_8);
    }
  }

  private WebSocket open(String target, Channels channels, String protocol) {
    URI uri = URI.create("wss://127.0.0.1:" + server.port + target);
    var builder = client.newWebSocketBuilder();
    if (!protocol.isEmpty()) {
      builder.subprotocols(protocol);
    }
    return builder.buildAsync(uri, channels).join();
  }

  record Exec(String protocol, String script, String out, String err, String status) {
    @Override
    public String toString() {
      return protocol + ": " + script;
    }
  }

  static Stream<Exec> execs() {
    String ok = "{\"metadata\":{},\"status\":\"Success\"}";
    String failed =
        "{\"details\":{\"causes\":[{\"message\":\"3\",\"reason\":\"ExitCode\"}]},\"message\":\"command terminated with"
            + " non-zero exit code: 3\",\"metadata\":{},\"reason\":\"NonZeroExitCode\",\"status\":\"Failure\"}";
    return Stream.of(
        new Exec("v5.channel.k8s.io", "echo out; echo err >&2", "out\n", "err\n", ok),
        new Exec("v4.channel.k8s.io", "echo out; exit 3", "out\n", "-", failed),
        new Exec(
            "v4.base64.channel.k8s.io", "printf '\\376\\377'; exit 3", "\ufffd\ufffd", "-", failed),
        new Exec(
            "channel.k8s.io", "echo remote execution test", "remote execution test\n", "-", "-"),
        new Exec(
            "channel.k8s.io", "exit 3", "", "-", "command terminated with non-zero exit code: 3"),
        new Exec("base64.channel.k8s.io", "echo out", "out\n", "-", "-"),
        new Exec("", "echo out", "out\n", "-", "-"));
  }

  @ParameterizedTest
  @MethodSource("execs")
  void execs(Exec exec) {
    Channels channels = new Channels(exec.protocol.contains("base64"));
    String command =
        exec.script
            .replace("%", "%25")
            .replace(" ", "%20")
            .replace(";", "%3B")
            .replace("&", "%26")
            .replace("\\", "%5C")
            .replace("'", "%27")
            .replace(">", "%3E");
    WebSocket socket =
        open(
            POD + "exec?stdout=1&stderr=true&command=sh&command=-c&command=" + command,
            channels,
            exec.protocol);
    assertEquals(exec.protocol, socket.getSubprotocol());
    assertEquals(1000, channels.closed.orTimeout(20, TimeUnit.SECONDS).join());
    assertEquals(exec.out, channels.text(1));
    assertEquals(exec.err, channels.text(2));
    assertEquals(exec.status, channels.text(3));
  }

  @Test
  void stdinEndsWhenV5SaysSo() {
    Channels channels = new Channels(false);
    WebSocket socket =
        open(POD + "exec?stdin=1&stdout=1&command=wc&command=-c", channels, "v5.channel.k8s.io");
    for (int i = 0; i < 100; i++) {
      ByteBuffer message = ByteBuffer.allocate(10_001).put((byte) 0).position(0);
      socket.sendBinary(message.slice(0, 4_000), false).join();
      socket.sendBinary(message.slice(4_000, 6_001), true).join();
    }
    socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, 0}), true).join();
    assertEquals(1000, channels.closed.orTimeout(20, TimeUnit.SECONDS).join());
    assertEquals("1000000\n", channels.text(1));
  }

  @Test
  void base64MessagesMayBeCutAnywhere() {
    Channels channels = new Channels(true);
    WebSocket socket =
        open(
            POD + "exec?stdin=1&stdout=1&command=head&command=-c5",
            channels,
            "base64.channel.k8s.io");
    socket.sendText("0aGV", false).join();
    socket.sendText("sbG", false).join();
    socket.sendText("8=", true).join();
    channels.closed.orTimeout(20, TimeUnit.SECONDS).join();
    assertEquals("hello", channels.text(1));
  }

  @Test
  void whatNobodyAskedForIsDropped() {
    Channels channels = new Channels(false);
    WebSocket socket =
        open(
            POD + "exec?stdout=1&command=sh&command=-c&command=sleep%201%3Becho%20x",
            channels,
            "v5.channel.k8s.io");
    for (byte channel : new byte[] {0, 1, 2, 3, 4, 9, (byte) 255, -2}) {
      socket.sendBinary(ByteBuffer.wrap(new byte[] {channel, 'x'}), true).join();
    }
    socket.sendBinary(ByteBuffer.allocate(0), true).join();
    socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255}), true).join();
    assertEquals(1000, channels.closed.orTimeout(20, TimeUnit.SECONDS).join());
    assertEquals("x\n", channels.text(1));
  }

  @ParameterizedTest
  @CsvSource({"v4.channel.k8s.io, false", "v4.base64.channel.k8s.io, true"})
  void forwardsPortsOnChannels(String protocol, boolean base64) throws Exception {
    try (ServerSocket backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> {
        try (Socket connection = backend.accept()) {
          connection.getOutputStream().write(connection.getInputStream().readNBytes(4));
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      int port = backend.getLocalPort();
      Channels channels = new Channels(base64);
      WebSocket socket = open(POD + "portforward?ports=" + port + "&ports=1", channels, protocol);
      if (base64) {
        socket
            .sendText(
                "0" + Base64.getEncoder().encodeToString("ping".getBytes(StandardCharsets.UTF_8)),
                true)
            .join();
      } else {
        socket.sendBinary(ByteBuffer.wrap("\0ping".getBytes(StandardCharsets.UTF_8)), true).join();
      }
      assertEquals(1000, channels.closed.orTimeout(20, TimeUnit.SECONDS).join());
      byte[] first = requireNonNull(channels.bytes.get(0)).toByteArray();
      assertEquals(port, (first[0] & 0xff) | (first[1] & 0xff) << 8);
      assertEquals("ping", new String(first, 2, 4, StandardCharsets.UTF_8));
      assertEquals(2, requireNonNull(channels.bytes.get(1)).size());
      String error = channels.text(3);
      assertTrue(error.endsWith("failed to connect to port 1: Connection refused"), error);
    }
  }

  @Test
  void logsComeAsMessages() {
    runtime.logs =
        (_, sink) -> {
          byte[] line = "a line\n".getBytes(StandardCharsets.UTF_8);
          sink.write(line, 0, line.length);
        };
    for (String protocol : new String[] {"binary.k8s.io", "base64.binary.k8s.io", ""}) {
      StringBuilder text = new StringBuilder();
      CompletableFuture<Integer> closed = new CompletableFuture<>();
      client
          .newWebSocketBuilder()
          .subprotocols(protocol.isEmpty() ? "binary.k8s.io" : protocol)
          .buildAsync(
              URI.create("wss://127.0.0.1:" + server.port + POD + "log?container=app"),
              new WebSocket.Listener() {
                @Override
                public CompletionStage<?> onBinary(WebSocket s, ByteBuffer data, boolean last) {
                  text.append(StandardCharsets.UTF_8.decode(data));
                  s.request(1);
                  return CompletableFuture.completedFuture(null);
                }

                @Override
                public CompletionStage<?> onText(WebSocket s, CharSequence data, boolean last) {
                  text.append(
                      new String(
                          Base64.getDecoder().decode(data.toString()), StandardCharsets.UTF_8));
                  s.request(1);
                  return CompletableFuture.completedFuture(null);
                }

                @Override
                public CompletionStage<?> onClose(WebSocket s, int code, String reason) {
                  closed.complete(code);
                  return CompletableFuture.completedFuture(null);
                }
              })
          .join();
      assertEquals(1000, closed.orTimeout(20, TimeUnit.SECONDS).join());
      assertEquals("a line\n", text.toString());
    }
  }

  @Test
  void aProtocolNobodySpeaksIsRefused() {
    CompletionException e =
        assertThrows(
            CompletionException.class,
            () -> open(POD + "exec?stdout=1&command=x", new Channels(false), "v9.channel.k8s.io"));
    WebSocketHandshakeException refused =
        assertInstanceOf(WebSocketHandshakeException.class, e.getCause());
    assertEquals(400, refused.getResponse().statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET web/exec?command=x&stdout=1 | 400 | Upgrade request required",
        "POST web/exec?command=x&stdout=1 | 400 | Upgrade request required",
        "GET web/exec?command=x | 400 | you must specify at least 1 of stdin, stdout, stderr",
        "GET web/exec?stdout=1 | 400 | you must specify at least one command for the container",
        "GET web/portforward | 400 | Upgrade request required",
        "DELETE web/exec | 405 | delete is not supported on resources of kind \"pods\"",
        "POST web/log | 405 | create is not supported on resources of kind \"pods\"",
        "GET gone/attach | 404 | pods \"gone\" not found",
        "GET simulated/log | 501 | pod simulated is on node n2, which runs no containers: its Pods are simulated. For real containers start Binnacle as root with --runtime containerd",
        "GET web/log?tailLines=-1&limitBytes=0 | 422 | PodLogOptions \"web\" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0]",
        "GET web/log?sinceSeconds=0 | 422 | PodLogOptions \"web\" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0",
        "GET web/log?tailLines=x | 400 | strconv.ParseInt: parsing \"x\": invalid syntax",
        "GET web/log?container=zz | 400 | container zz is not valid for pod web",
      })
  void refusals(String line, int status, String message) throws Exception {
    String method = line.substring(0, line.indexOf(' '));
    URI uri =
        URI.create(
            "https://127.0.0.1:"
                + server.port
                + POD.replace("web/", "")
                + line.substring(method.length() + 1));
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(message, Json.object(answer.body()).str("message"));
  }
}
