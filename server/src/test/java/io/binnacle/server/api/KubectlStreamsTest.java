package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.server.stream.FakeRuntime;
import io.binnacle.testkit.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Stock kubectl as judge of the streams, once over WebSocket and once over SPDY. The container is this machine.
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class KubectlStreamsTest {
  private static final int BIG = 100_000_000;

  private final FakeRuntime runtime = new FakeRuntime();
  private LiveServer server;
  private Path folder;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    folder = temporary;
    assumeTrue(Shell.has("kubectl"), "kubectl is not installed");
    assumeTrue(Shell.has("script"), "script is not installed");
    server = new LiveServer(folder, _ -> runtime);
    server.create(
        """
        {kind: Namespace, metadata: {name: default}}
        ---
        kind: Pod
        metadata: {name: web}
        spec: {nodeName: n1, containers: [{name: app, image: x}]}
        status:
          phase: Running
          conditions: [{type: Ready, status: "True"}]
          containerStatuses:
          - {name: app, image: x, imageID: "", ready: true, restartCount: 0, state: {running: {startedAt: "2020-01-01T00:00:00Z"}}}
        ---
        kind: Pod
        metadata: {name: fresh}
        spec: {nodeName: n1, containers: [{name: app, image: x}]}
        status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
        ---
        kind: Pod
        metadata: {name: two}
        spec: {nodeName: n1, containers: [{name: a, image: x}, {name: b, image: x}], initContainers: [{name: i, image: x}]}
        status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
        ---
        {kind: Pod, metadata: {name: nowhere}, spec: {containers: [{name: app, image: x}]}}
        """);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
    runtime.close();
  }

  private Shell.Result run(boolean webSocket, String command) {
    return new Shell(
            folder,
            Map.of(
                "KUBECONFIG", server.kubeconfig.toString(),
                "HOME", folder.toString(),
                "KUBECTL_REMOTE_COMMAND_WEBSOCKETS", Boolean.toString(webSocket),
                "KUBECTL_PORT_FORWARD_WEBSOCKETS", Boolean.toString(webSocket)))
        .run(command);
  }

  record Case(String command, int status, String prints) {
    @Override
    public String toString() {
      return command;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("kubectl exec web -- echo hi", 0, "hi\n"),
        new Case("kubectl exec web -- sh -c 'exit 7'", 7, "command terminated with exit code 7\n"),
        new Case("kubectl exec web -- sh -c 'echo e >&2' 2>/dev/null", 0, ""),
        new Case("kubectl exec web -- sh -c 'echo e >&2' >/dev/null", 0, "e\n"),
        new Case("echo in | kubectl exec -i web -- cat", 0, "in\n"),
        new Case("kubectl exec -i web -- wc -c < /dev/null", 0, "0\n"),
        new Case("yes | kubectl exec -i web -- head -n1 2>/dev/null", 0, "y\n"),
        new Case(
            "script -qec \"kubectl exec -it web -- sh -c 'test -t 0 && test -t 1 && echo tty; exit 4'\" /dev/null | tr -d '\\r' | sed 's/^^@//' | head -n1; exit ${PIPESTATUS[0]}",
            4,
            "tty\n"),
        new Case("(echo hello; sleep 1) | kubectl attach -q -i web", 0, "hello\n"),
        new Case(
            "kubectl exec web -c zz -- x",
            1,
            "Error from server (BadRequest): container zz is not valid for pod web\n"),
        new Case(
            "kubectl exec none -- x", 1, "Error from server (NotFound): pods \"none\" not found\n"),
        new Case(
            "kubectl exec nowhere -- x",
            1,
            "Error from server (BadRequest): pod nowhere does not have a host assigned\n"),
        new Case("kubectl exec two -q -- echo first", 0, "first\n"),
        new Case("kubectl exec two -c i -- echo init", 0, "init\n"));
  }

  static Stream<Arguments> both() {
    return cases().flatMap(c -> Stream.of(Arguments.of(c, true), Arguments.of(c, false)));
  }

  @Test
  void whatAContainerHasSaidBeforeItsClientCameIsToldFirst() {
    Shell.Result result = run(true, "(echo hello; sleep 1) | kubectl attach -q -i fresh");
    assertEquals("line\nhello\n", result.output());
  }

  @ParameterizedTest(name = "{0}, WebSocket {1}")
  @MethodSource("both")
  void execs(Case c, boolean webSocket) {
    Shell.Result result = run(webSocket, c.command);
    assertEquals(c.prints, result.output());
    assertEquals(c.status, result.status());
  }

  @ParameterizedTest(name = "WebSocket {0}")
  @ValueSource(booleans = {true, false})
  void aHundredMegabytesGoThereAndBack(boolean webSocket) throws IOException {
    Path file = noise("big", BIG);
    Shell.Result result =
        run(webSocket, "kubectl exec -i web -- cat < big | cmp - big && echo same");
    assertEquals("same\n", result.output());
    Files.delete(file);
  }

  @ParameterizedTest(name = "WebSocket {0}")
  @ValueSource(booleans = {true, false})
  void cpCopiesThereAndBack(boolean webSocket) throws IOException {
    noise("some", 3_000_000);
    String there = folder + "/there";
    Shell.Result result =
        run(
            webSocket,
            "rm -f there back; kubectl cp some web:"
                + there
                + " && kubectl cp web:"
                + there
                + " back >/dev/null 2>&1 && cmp some back && cmp some there && echo same");
    assertEquals("same\n", result.output());
  }

  @ParameterizedTest(name = "WebSocket {0}")
  @ValueSource(booleans = {true, false})
  void forwardsPorts(boolean webSocket) throws Exception {
    try (ServerSocketChannel backend = ServerSocketChannel.open()) {
      backend.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) backend.getLocalAddress()).getPort();
      Thread.startVirtualThread(() -> echoTwice(backend));
      Shell.Result result =
          run(
              webSocket,
              """
              rm -f pf.out; kubectl port-forward pod/web :%d > pf.out 2>&1 & pf=$!
              for i in $(seq 100); do grep -q Forwarding pf.out && break; sleep 0.1; done
              local=$(sed -n 's/.*127.0.0.1:\\([0-9]*\\) .*/\\1/p' pf.out | head -n1)
              for i in 1 2; do exec 3<>/dev/tcp/127.0.0.1/$local; echo ping >&3; head -n1 <&3; exec 3>&-; done
              kill $pf; wait $pf; true
              """
                  .formatted(port));
      assertEquals("ping\nping\n", result.output());
    }
  }

  private static void echoTwice(ServerSocketChannel backend) {
    for (int i = 0; i < 2; i++) {
      try (var connection = backend.accept().socket()) {
        connection.getInputStream().transferTo(connection.getOutputStream());
      } catch (IOException _) {
        return; // the test is over
      }
    }
  }

  @Test
  void aPortNobodyListensOnIsToldToTheClient() {
    String printed =
        run(
                true,
                """
                rm -f pf.out; timeout 20 kubectl port-forward pod/web :1 > pf.out 2>&1 & pf=$!
                for i in $(seq 100); do grep -q Forwarding pf.out && break; sleep 0.1; done
                local=$(sed -n 's/.*127.0.0.1:\\([0-9]*\\) .*/\\1/p' pf.out | head -n1)
                exec 3<>/dev/tcp/127.0.0.1/$local; cat <&3; wait $pf; cat pf.out
                """)
            .output();
    assertTrue(printed.contains("failed to connect to port 1: Connection refused"), printed);
  }

  @Test
  void aClientThatVanishesEndsTheCommand() throws Exception {
    int before = runtime.open.get();
    Process kubectl =
        new ProcessBuilder(
                "kubectl",
                "--kubeconfig",
                server.kubeconfig.toString(),
                "exec",
                "web",
                "--",
                "sleep",
                "600")
            .start();
    while (runtime.open.get() == before) {
      Thread.onSpinWait();
    }
    kubectl.destroyForcibly();
    while (runtime.open.get() > before) {
      Thread.onSpinWait();
    }
  }

  @Test
  void logsPrintAndFollow() throws Exception {
    runtime.logs =
        (request, sink) -> {
          byte[] text =
              (request.container() + " " + request.tailLines() + " " + request.follow() + "\n")
                  .getBytes(StandardCharsets.UTF_8);
          sink.write(text, 0, text.length);
        };
    assertEquals("app 5 false\n", run(true, "kubectl logs web --tail=5").output());
    assertEquals("b null true\n", run(true, "kubectl logs two -c b -f").output());
    assertEquals("", run(true, "kubectl logs nowhere").output());
    assertEquals(
        "error: a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]\n",
        run(true, "kubectl get --raw /api/v1/namespaces/default/pods/two/log")
            .output()
            .replace("Error from server (BadRequest)", "error"));
  }

  @Test
  void aFollowedLogArrivesAsItIsWrittenAndEndsWithItsReader() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    runtime.logs =
        (_, sink) -> {
          byte[] line = "line\n".getBytes(StandardCharsets.UTF_8);
          sink.onClose(gone::countDown);
          sink.write(line, 0, line.length);
          try {
            assertTrue(gone.await(60, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    Process kubectl =
        new ProcessBuilder(
                "kubectl", "--kubeconfig", server.kubeconfig.toString(), "logs", "-f", "web")
            .start();
    assertEquals('l', kubectl.getInputStream().read());
    read.countDown();
    kubectl.destroyForcibly();
    assertTrue(gone.await(60, TimeUnit.SECONDS));
  }

  @Test
  void aSlowReaderOfALogHoldsItsWriterUp() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    runtime.logs =
        (_, sink) -> {
          byte[] piece = "sixteen octets.\n".repeat(4096).getBytes(StandardCharsets.UTF_8);
          while (sink.write(piece, 0, piece.length)) {
            written.addAndGet(piece.length);
          }
          done.countDown();
        };
    Process kubectl =
        new ProcessBuilder(
                "kubectl", "--kubeconfig", server.kubeconfig.toString(), "logs", "-f", "web")
            .start();
    long before;
    do { // until it stands still
      before = written.get();
    } while (done.await(500, TimeUnit.MILLISECONDS) || written.get() > before || before == 0);
    assertTrue(before < 32L << 20, "unread: " + before);
    kubectl.destroyForcibly();
    assertTrue(done.await(60, TimeUnit.SECONDS));
  }

  private Path noise(String name, int length) throws IOException {
    byte[] bytes = new byte[length];
    new SplittableRandom(7).nextBytes(bytes);
    return Files.write(folder.resolve(name), bytes);
  }
}
