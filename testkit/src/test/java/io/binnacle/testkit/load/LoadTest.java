package io.binnacle.testkit.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.tree.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The load generator on loopback, against servers that misbehave in known ways.
class LoadTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /// What a server does with the connection it accepted.
  interface Manners {
    void serve(Socket socket) throws IOException;
  }

  record Case(String name, Manners manners, Failure.Kind expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "a server that resets",
            socket -> {
              int octet = socket.getInputStream().read();
              socket.setSoLinger(octet >= 0, 0);
              socket.close();
            },
            Failure.Kind.RESET),
        new Case(
            "a server that closes after the head",
            socket -> {
              say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
              socket.close();
            },
            Failure.Kind.CLOSED_EARLY),
        new Case("a server that says nothing", _ -> {}, Failure.Kind.ANSWER_TIMEOUT),
        new Case(
            "a server that is not well",
            socket -> say(socket, "HTTP/1.1 503 Sorry\r\nContent-Length: 0\r\n\r\n"),
            Failure.Kind.STATUS),
        new Case(
            "a server of another protocol",
            socket -> say(socket, "220 mail.example ESMTP\r\n"),
            Failure.Kind.MALFORMED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aFailureIsCountedByItsKind(Case c) throws Exception {
    try (ServerSocket listener = listener(c.manners)) {
      Instant before = Instant.now().minusMillis(1);
      LoadReport report =
          new HttpLoad(
                  new LoadPlan(
                      LoadPlan.of(url(listener.getLocalPort()), 1, Duration.ofSeconds(1)).url(),
                      20,
                      Duration.ofMillis(200),
                      LoadPlan.Connections.PER_REQUEST,
                      Duration.ofSeconds(2)))
              .run();
      assertEquals(4, report.failed(), report.describe());
      assertEquals(0, report.answered());
      assertEquals(
          Map.of(c.expected, 4L),
          report.failures().stream()
              .collect(Collectors.groupingBy(Failure::kind, Collectors.counting())),
          report.describe());
      assertEquals(4, report.failuresSince(before).size());
      assertEquals(0, report.failuresSince(Instant.now().plusSeconds(1)).size());
    }
  }

  @Test
  void nobodyListeningIsRefused() throws Exception {
    int port;
    try (ServerSocket listener = new ServerSocket()) {
      listener.bind(ANY_PORT);
      port = listener.getLocalPort();
    }
    LoadReport report = new HttpLoad(LoadPlan.of(url(port), 50, Duration.ofMillis(100))).run();
    assertEquals(5, report.failed());
    assertEquals(Failure.Kind.REFUSED, report.failures().getFirst().kind(), report.describe());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connections")
  void aGoodServerAnswersEverything(LoadPlan.Connections connections) throws Exception {
    try (Backend backend = Backend.listen(ANY_PORT, "b-1")) {
      LoadPlan plan = LoadPlan.of(url(backend.port()), 400, Duration.ofMillis(500));
      LoadReport report =
          new HttpLoad(connections == LoadPlan.Connections.KEPT ? plan.keepAlive() : plan).run();
      assertTrue(report.clean(), report.describe());
      assertEquals(Map.of("b-1", 200L), report.counts());
      assertTrue(report.latency().p50() > 0);
      assertTrue(report.latency().p99() <= report.latency().max());
    }
  }

  static Stream<LoadPlan.Connections> connections() {
    return Stream.of(LoadPlan.Connections.values());
  }

  @Test
  void aKeptConnectionThatTheServerClosedIsReplacedOnce() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    // Announces keep-alive, and closes after one answer.
    try (ServerSocket listener =
        listener(socket -> {
          accepted.incrementAndGet();
          say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          socket.close();
        })) {
      LoadReport report =
          new HttpLoad(
                  LoadPlan.of(url(listener.getLocalPort()), 20, Duration.ofMillis(500)).keepAlive())
              .run();
      assertTrue(report.clean(), report.describe());
      assertTrue(report.repeated() > 0, report.describe());
      assertEquals(10, accepted.get());
    }
  }

  @Test
  void chunkedAnswersAreRead() throws Exception {
    try (ServerSocket listener =
        listener(socket ->
            say(
                socket,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nweb-\r\n3;x=y\r\n1\nz\r\n0\r\n\r\n"))) {
      LoadReport report =
          new HttpLoad(LoadPlan.of(url(listener.getLocalPort()), 20, Duration.ofMillis(100))).run();
      assertTrue(report.clean(), report.describe());
      assertEquals(Map.of("web-", 2L), report.counts());
    }
  }

  @Test
  void aChildProcessSendsTheSameLoadAndCanBeStopped() throws Exception {
    try (Backend backend = Backend.listen(ANY_PORT, null);
        LoadProcess load =
            LoadProcess.start(
                LoadPlan.of(url(backend.port()), 200, Duration.ofSeconds(60)).keepAlive())) {
      LoadReport report = load.stop();
      assertTrue(report.clean(), report.describe());
      assertEquals("[127.0.0.1:" + backend.port() + "]", report.backends().keySet().toString());
      assertTrue(report.begun() < 12_000, report.describe());
    }
  }

  @Test
  void aReportSurvivesItsText() throws Exception {
    int port;
    try (Backend backend = Backend.listen(ANY_PORT, "b")) {
      port = backend.port();
      LoadReport good = new HttpLoad(LoadPlan.of(url(port), 100, Duration.ofMillis(100))).run();
      assertEquals(good, LoadReport.of(Json.object(good.toObj().toString())));
    }
    LoadReport bad = new HttpLoad(LoadPlan.of(url(port), 100, Duration.ofMillis(50))).run();
    assertEquals(bad, LoadReport.of(Json.object(bad.toObj().toString())));
    assertTrue(bad.describe().contains("REFUSED"), bad.describe());
  }

  @Test
  void aPlanSurvivesItsArguments() {
    LoadPlan plan =
        new LoadPlan(
            LoadPlan.of("http://10.96.0.20:8080/x", 1, Duration.ofSeconds(1)).url(),
            250,
            Duration.ofMillis(1500),
            LoadPlan.Connections.KEPT,
            Duration.ofMillis(700));
    assertEquals(plan, LoadPlan.parse(plan.arguments().toArray(String[]::new)));
    assertEquals(375, plan.requests());
    assertThrows(
        IllegalArgumentException.class,
        () -> LoadPlan.of("http://10.96.0.20", 5_001, Duration.ofSeconds(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> LoadPlan.of("https://10.96.0.20", 1, Duration.ofSeconds(1)));
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port + "/";
  }

  private static void say(Socket socket, String text) throws IOException {
    byte[] request = new byte[1024];
    int read = socket.getInputStream().read(request);
    if (read > 0) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static ServerSocket listener(Manners manners) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.bind(ANY_PORT);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!listener.isClosed()) {
            try {
              manners.serve(listener.accept());
            } catch (IOException _) {
              // The test is over, or this client is: the next one tells.
            }
          }
        });
    return listener;
  }
}
