package io.binnacle.node.probe;

import static io.binnacle.node.env.Trees.yaml;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.ContainerRuntime.ExecResult;
import io.binnacle.node.runtime.RuntimeFailure;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Handlers against small servers on loopback.
class HandlerTransportTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final HandlerTransport transport = new HandlerTransport();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private HttpServer http;
  private int port;

  @BeforeEach
  void serve() throws IOException {
    http = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    port = http.getAddress().getPort();
    http.createContext("/", this::answer);
    http.start();
  }

  @AfterEach
  void close() throws Exception {
    http.stop(0);
    for (AutoCloseable one : toClose) {
      one.close();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    seen.add(
        exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Host")
            + " "
            + exchange.getRequestHeaders().getFirst("User-Agent")
            + " "
            + exchange.getRequestHeaders().getFirst("X-Extra"));
    String[] parts = exchange.getRequestURI().getPath().split("/");
    int status = parts.length > 1 && parts[1].matches("[0-9]+") ? Integer.parseInt(parts[1]) : 200;
    if (parts.length > 2) {
      String to = parts[2];
      exchange
          .getResponseHeaders()
          .set(
              "Location",
              to.equals("away")
                  ? "http://192.0.2.1/x"
                  : to.equals("loop") ? "/302/loop" : "/" + to);
    }
    byte[] body = "body".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
    if (status != 204) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static ProbedContainer container(CommandRunner commands) {
    Obj container = yaml("{name: web, ports: [{name: web, containerPort: 8080}]}");
    Obj pod = yaml("{metadata: {name: p, namespace: shop, uid: u}}");
    return new ProbedContainer(
        pod, container, "c1", LOOPBACK.getHostAddress(), Instant.EPOCH, commands);
  }

  private static ProbedContainer container() {
    return container((command, timeout) -> new ExecResult(0, "", ""));
  }

  private static Handler handler(String probe) {
    return requireNonNull(Handler.of(yaml(probe)));
  }

  private String probe(String probe) {
    Handler handler = handler(probe.replace("PORT", Integer.toString(port)));
    return describe(transport.probe(handler, container(), SECOND));
  }

  private String describe(ProbeResult result) {
    String text =
        switch (result) {
          case ProbeResult.Success s -> "ok " + s.output();
          case ProbeResult.Warning w -> "warning " + w.output();
          case ProbeResult.Failure f -> "failed " + f.output();
          case ProbeResult.Unknown u -> "unknown " + u.error();
        };
    return text.replace(Integer.toString(port), "PORT");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /200          | ok body
          /204          | ok
          /404          | failed HTTP probe failed with statuscode: 404
          /503          | failed HTTP probe failed with statuscode: 503
          /302/200      | ok body
          /302/404      | failed HTTP probe failed with statuscode: 404
          /302/away     | warning Probe terminated redirects, Response body: body
          /304          | warning Probe terminated redirects, Response body:
          /302/loop     | failed Get "http://127.0.0.1:PORT/302/loop": stopped after 10 redirects
          """)
  void httpAnswers(String path, String expected) {
    assertEquals(expected, probe("{httpGet: {path: " + path + ", port: PORT}}").strip());
  }

  @Test
  void httpSendsTheHeadersOfTheProbe() {
    probe(
        "{httpGet: {path: '/a?b=ü', port: PORT, httpHeaders: [{name: Host, value: shop.example},"
            + " {name: X-Extra, value: yes!}]}}");
    probe("{httpGet: {port: PORT}}");
    assertThat(seen)
        .containsExactly(
            "/a?b=%C3%BC shop.example kube-probe/1.33 yes!",
            "/ 127.0.0.1:" + port + " kube-probe/1.33 null");
  }

  @Test
  void nobodyListens() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      port = free.getLocalPort();
    }
    assertEquals(
        "failed Get \"http://127.0.0.1:PORT/x\": dial tcp 127.0.0.1:PORT: connect: connection refused",
        probe("{httpGet: {path: /x, port: PORT}}"));
    assertEquals(
        "failed dial tcp 127.0.0.1:PORT: connect: connection refused",
        probe("{tcpSocket: {port: PORT}}"));
    assertEquals(
        "failed timeout: failed to connect service \"127.0.0.1:PORT\" within 1s: context deadline"
            + " exceeded",
        probe("{grpc: {port: PORT}}"));
  }

  /// A server that says `bytes` to whoever connects and then keeps the connection, or closes it.
  private void raw(String bytes, boolean close) throws IOException {
    ServerSocket server = new ServerSocket(0, 10, LOOPBACK);
    toClose.add(server);
    port = server.getLocalPort();
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket socket = server.accept();
              toClose.add(socket);
              socket.getInputStream().read();
              socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
              if (close) {
                socket.shutdownOutput();
              }
            }
          } catch (IOException _) {
            // The test is over.
          }
        });
  }

  @Test
  void aServerThatSaysNothingRunsIntoTheTimeout() throws IOException {
    raw("", false);
    assertEquals(
        "failed Get \"http://127.0.0.1:PORT/\": context deadline exceeded (Client.Timeout exceeded"
            + " while awaiting headers)",
        probe("{httpGet: {path: /, port: PORT}}"));
    assertEquals("ok", probe("{tcpSocket: {port: PORT}}").strip());
  }

  @Test
  void aBodyIsReadAsFarAsAnybodyLooks() throws IOException {
    raw("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_000), false);
    assertEquals("ok " + "x".repeat(10_240), probe("{httpGet: {path: /, port: PORT}}"));
  }

  @Test
  void chunksAndInformationalAnswersAreUnderstood() throws IOException {
    raw(
        """
        HTTP/1.1 100 Continue

        HTTP/1.1 200 OK
        Transfer-Encoding: chunked

        3;x=y
        abc
        2
        de
        0

        """
            .replace("\n", "\r\n"),
        false);
    assertEquals("ok abcde", probe("{httpGet: {path: /, port: PORT}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense\r\n\r\n",
        "HTTP/1.1 xx\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"
      })
  void nonsenseFails(String bytes) throws IOException {
    raw(bytes, true);
    assertThat(probe("{httpGet: {path: /, port: PORT}}")).startsWith("failed Get \"http");
  }

  @Test
  void endlessHeadersAreCutOff() throws IOException {
    raw("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(10_000), false);
    assertThat(probe("{httpGet: {path: /, port: PORT}}")).contains("more than 100 headers");
  }

  @Test
  void httpsToAPlainServer() throws IOException {
    raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", true);
    assertEquals(
        "failed Get \"https://127.0.0.1:PORT/\": http: server gave HTTP response to HTTPS client",
        probe("{httpGet: {path: /, port: PORT, scheme: HTTPS}}"));
  }

  @Test
  void aPortThatDoesNotExistCannotBeProbed() {
    assertEquals(
        "unknown couldn't find port: nope in container web", probe("{tcpSocket: {port: nope}}"));
    assertEquals(
        "failed dial tcp 127.0.0.1:8080: connect: connection refused",
        probe("{tcpSocket: {port: web}}"));
  }

  private String exec(CommandRunner commands) {
    Handler handler = handler("{exec: {command: [sh, -c, x]}}");
    return describe(transport.probe(handler, container(commands), SECOND));
  }

  @Test
  void commands() {
    assertEquals("ok hi", exec((command, timeout) -> new ExecResult(0, "hi", "")));
    assertEquals("failed outerr", exec((command, timeout) -> new ExecResult(3, "out", "err")));
    assertEquals(
        "failed command timed out: \"sh -c x\" timed out after 1s",
        exec((command, timeout) -> {
          throw new RuntimeFailure(RuntimeFailure.Kind.TIMEOUT, "t");
        }));
    assertEquals(
        "unknown containerd is away",
        exec((command, timeout) -> {
          throw new RuntimeFailure(RuntimeFailure.Kind.UNAVAILABLE, "containerd is away");
        }));
  }

  private void grpc(int state) throws IOException {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    MethodDescriptor<byte[], byte[]> check =
        MethodDescriptor.newBuilder(bytes, bytes)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .build();
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("grpc.health.v1.Health")
            .addMethod(
                check,
                ServerCalls.asyncUnaryCall((request, observer) -> {
                  seen.add(new String(request, StandardCharsets.UTF_8));
                  if (state < 0) {
                    observer.onError(
                        Status.NOT_FOUND.withDescription("unknown service").asRuntimeException());
                  } else {
                    observer.onNext(new byte[] {8, (byte) state});
                    observer.onCompleted();
                  }
                }))
            .build();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(LOOPBACK, 0)).directExecutor();
    Server server = (state == 99 ? builder : builder.addService(service)).build().start();
    toClose.add(server::shutdownNow);
    port = server.getPort();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1  | ok service healthy
          2  | failed service unhealthy (responded with "NOT_SERVING")
          0  | failed service unhealthy (responded with "UNKNOWN")
          -1 | failed error: health rpc probe failed: rpc error: code = NOT_FOUND desc = unknown service
          """)
  void grpcHealth(int state, String expected) throws IOException {
    grpc(state);
    assertEquals(expected, probe("{grpc: {port: PORT, service: db}}"));
    assertThat(seen).containsExactly("\n\2db");
  }

  @Test
  void aGrpcServerWithoutHealthSaysSo() throws IOException {
    grpc(99);
    assertThat(probe("{grpc: {port: PORT}}"))
        .startsWith("failed error: this server does not implement the grpc health protocol");
  }

  private final List<Duration> pauses = new ArrayList<>();
  private final Hooks hooks = new Hooks(pauses::add);

  private String hook(String hook, ProbedContainer container) {
    String failure =
        hooks.run(
            yaml(hook.replace("PORT", Integer.toString(port))), container, Duration.ofSeconds(5));
    return failure == null ? "ok" : failure.replace(Integer.toString(port), "PORT");
  }

  @Test
  void aHookWantsAnyAnswerAlsoOneWithoutTls() throws IOException {
    raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", true);
    assertEquals("ok", hook("{httpGet: {path: /x, port: PORT, scheme: HTTPS}}", container()));
  }

  @Test
  void hooks() {
    assertEquals("ok", hook("{httpGet: {path: /503, port: PORT}}", container()));
    assertEquals("ok", hook("{tcpSocket: {port: PORT}}", container()));
    assertEquals("ok", hook("{exec: {command: [x]}}", container()));
    assertEquals(
        "Exec lifecycle hook ([sh -c x]) for Container \"web\" in Pod \"p_shop(u)\" failed - error:"
            + " command 'sh -c x' exited with 1: err, message: \"outerr\"",
        hook(
            "{exec: {command: [sh, -c, x]}}",
            container((command, timeout) -> new ExecResult(1, "out", "err"))));
    assertThat(seen).first().asString().contains("kube-lifecycle/1.33");
  }

  @Test
  void theSleepHookSleepsNoLongerThanIsLeft() {
    assertEquals("ok", hook("{sleep: {seconds: 3}}", container()));
    assertEquals(
        "Sleep lifecycle hook (9) for Container \"web\" in Pod \"p_shop(u)\" failed - error: container"
            + " terminated before sleep hook finished",
        hook("{sleep: {seconds: 9}}", container()));
    assertThat(pauses).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(5));
    assertNull(hooks.run(yaml("{sleep: {seconds: 60}}"), container(), null));
  }
}
