package io.binnacle.node.containerd;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.node.containerd.Prerequisites.Tools;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeContract;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.ContainerSpec.Mount.Propagation;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.runtime.Sandbox;
import io.binnacle.node.runtime.SandboxSpec;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same contract, kept by a containerd that runs; and what only a real one can show. Needs root, containerd, runc, the CNI
/// plugins and busybox-static, and is skipped with the reason where one is missing. Leaves nothing behind, and says so.
@Tag("containerd")
class ContainerdRuntimeTest extends ContainerRuntimeContract {
  private static final String RANGE = "10.199.77.0/24";

  @TempDir static Path data;
  private static @Nullable Containerd containerd;

  @BeforeAll
  static void start() throws Exception {
    containerd = Containerd.start(data, tools(), List.of(RANGE));
    var _ = containerd().images().file(DebianImages.ofThisClone().busybox(), (_, _) -> {});
  }

  private static Tools tools() {
    Prerequisites machine = Prerequisites.check();
    Assumptions.assumeTrue(machine.met(), "SKIPPED, no containers here: " + machine.why());
    String images = DebianImages.problem();
    Assumptions.assumeTrue(images.isEmpty(), "SKIPPED, no test images here: " + images);
    Tools tools = machine.tools();
    if (tools == null) {
      throw new AssertionError("nothing is missing, and yet there are no tools");
    }
    return tools;
  }

  @AfterEach
  void removePods() {
    ContainerRuntime runtime = runtime();
    for (Sandbox sandbox : runtime.sandboxes()) {
      runtime.stopSandbox(sandbox.id());
      runtime.removeSandbox(sandbox.id());
    }
  }

  @AfterAll
  static void leaveNothing() throws Exception {
    Containerd running = containerd;
    if (running == null) {
      return;
    }
    running.close();
    Purge.everythingOf(data);
    assertThat(Purge.needed(data)).isFalse();
    ContainerdPaths paths = ContainerdPaths.of(data);
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(paths.id());
    assertThat(Path.of("/sys/class/net").resolve(paths.bridge())).doesNotExist();
    try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
      assertThat(hierarchies.map(h -> h.resolve(paths.cgroup().substring(1))))
          .noneMatch(Files::exists);
    }
    Purge.everythingOf(data); // finds nothing to do
  }

  private static Containerd containerd() {
    Containerd running = containerd;
    if (running == null) {
      throw new AssertionError("containerd was not started");
    }
    return running;
  }

  @Override
  protected ContainerRuntime runtime() {
    return containerd().runtime();
  }

  private String say(String id, String script) {
    var result = runtime().execSync(id, List.of("sh", "-c", script), Duration.ofSeconds(10));
    return (result.stdout() + result.stderr()).strip();
  }

  @Test
  void resolvConfAndHostNameAreThePods() {
    String id = start(sh(pod("names"), "sleep 1000"));
    assertThat(say(id, "cat /etc/resolv.conf"))
        .isEqualTo("search cluster.local\nnameserver 10.96.0.10\noptions ndots:5");
    assertThat(say(id, "hostname")).isEqualTo("names");
  }

  @Test
  void environmentAndMountsAreTheContainers(@TempDir Path volume) throws IOException {
    Files.writeString(volume.resolve("greeting"), "hello");
    String id =
        start(
            new Spec(pod("outfit"), "sleep 1000")
                .env("COLOUR", "blue")
                .mount(
                    new ContainerSpec.Mount(volume.toString(), "/given", true, Propagation.PRIVATE))
                .mount(
                    new ContainerSpec.Mount(volume.toString(), "/open", false, Propagation.PRIVATE))
                .build());
    assertThat(say(id, "echo $COLOUR; cat /given/greeting; echo; touch /given/x"))
        .isEqualTo("blue\nhello\ntouch: /given/x: Read-only file system");
    assertThat(say(id, "touch /open/y; ls /open")).isEqualTo("greeting\ny");
  }

  @Test
  void theImagesOwnCommandRunsWhenNoneIsGiven() {
    String id = start(new Spec(pod("default"), "").command().build());
    assertThat(ended(id).exitCode()).isZero(); // a shell that finds its input closed
  }

  @Test
  void usersAndReadOnlyRootAndCapabilities() {
    String id =
        start(
            new Spec(pod("modest"), "sleep 1000")
                .security(may(1234L, 5678L, true, List.of("ALL")))
                .build());
    assertThat(say(id, "id -u; id -g; touch /tmp/x; grep CapBnd /proc/self/status"))
        .isEqualTo("1234\n5678\nCapBnd:\t0000000000000000\ntouch: /tmp/x: Read-only file system");
    String group =
        start(
            new Spec(pod("grouped"), "sleep 1000")
                .security(may(null, 77L, false, List.of()))
                .build());
    assertThat(say(group, "id -u; id -g")).isEqualTo("0\n77");
  }

  @Test
  void procIsMaskedAndPrivilegeUnmasksIt() {
    String id = start(sh(pod("masked"), "sleep 1000"));
    assertThat(say(id, "wc -c </proc/keys; touch /proc/sys/kernel/domainname 2>&1 | wc -l"))
        .startsWith("0");
    assertThat(say(id, "grep Seccomp: /proc/self/status")).endsWith("2");
  }

  @Test
  void exitStatusOfACommandAndItsTimeOut() {
    String id = start(sh(pod("commands"), "sleep 1000"));
    var result =
        runtime()
            .execSync(
                id, List.of("sh", "-c", "echo out; echo err >&2; exit 7"), Duration.ofSeconds(10));
    assertThat(result).isEqualTo(new ContainerRuntime.ExecResult(7, "out\n", "err\n"));
    Instant began = Instant.now();
    assertThatThrownBy(() -> runtime().execSync(id, List.of("sleep", "100"), Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            RuntimeFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
        .hasMessageContaining("command \"sleep 100\" timed out");
    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(4));
    await("the end of the command", () -> !say(id, "ps").contains("sleep 100\n"));
    assertThat(
            runtime()
                .execSync(
                    id, List.of("sh", "-c", "head -c 100000 /dev/zero"), Duration.ofSeconds(10))
                .stdout())
        .hasSize(16 << 10);
  }

  @Test
  void aProgramThatIsNotThereIsAStartErrorThatSaysSo() {
    ContainerSpec spec = new Spec(pod("absent"), "").command("/no/such/program").build();
    String sandbox = runtime().runSandbox(spec.sandbox());
    String id = runtime().createContainer(sandbox, spec);
    assertThatThrownBy(() -> runtime().startContainer(id))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessageContaining("/no/such/program")
        .hasMessageContaining("no such file or directory");
    Container over = runtime().container(id);
    assertThat(over.state()).isEqualTo(State.EXITED);
    assertThat(over.reason()).isEqualTo("StartError");
    assertThat(over.exitCode()).isEqualTo(128);
    assertThat(over.message()).contains("/no/such/program");
  }

  @Test
  void outOfMemoryIsCalledSo() {
    String id =
        start(new Spec(pod("hungry"), "x=x; while :; do x=$x$x; done").memory(16 << 20).build());
    Container over = ended(id);
    assertThat(over.reason()).isEqualTo("OOMKilled");
    assertThat(over.exitCode()).isEqualTo(137);
  }

  @Test
  void aRenamedLogIsWrittenAnew() throws IOException {
    SandboxSpecAndId started = talkative();
    Path log = Path.of(started.log());
    Path old = log.resolveSibling("0.log.1");
    await("a log", () -> Files.exists(log));
    Files.move(log, old);
    runtime().reopenLog(started.id());
    await("the new log", () -> Files.exists(log) && log.toFile().length() > 0);
    assertThat(old).isNotEmptyFile();
  }

  private record SandboxSpecAndId(String id, String log) {}

  private SandboxSpecAndId talkative() {
    String id = start(sh(pod("talkative"), "while :; do echo tick; sleep 0.05; done"));
    return new SandboxSpecAndId(id, runtime().container(id).logPath());
  }

  @Test
  void aDoorAnswersOnce() throws IOException {
    String id = start(sh(pod("door"), "sleep 1000"));
    var door = runtime().exec(id, List.of("true"), new Streams(false, true, true, false));
    assertThat(knock(door)).startsWith("HTTP/1.1 ").doesNotContain("404");
    assertThat(knock(door)).startsWith("HTTP/1.1 404");
  }

  private static String knock(URI door) throws IOException {
    try (Socket socket = new Socket(door.getHost(), door.getPort())) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .formatted(door.getPath())
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(200), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void podsReachEachOtherAndAreReachedFromHere() {
    String server = start(sh(pod("server"), "echo hi >/tmp/i; nc -ll -p 80 -e cat /tmp/i"));
    Sandbox sandbox = runtime().sandbox(runtime().container(server).sandboxId());
    String address = sandbox.addresses().getFirst();
    String client = start(sh(pod("client"), "sleep 1000"));
    await(
        "an answer from " + address, () -> say(client, "nc -w 2 " + address + " 80").equals("hi"));
    await(
        "an answer here",
        () -> {
          try (Socket socket = new Socket(address, 80)) {
            socket.setSoTimeout(5000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .equals("hi\n");
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void aPodOnTheHostsNetworkHasItsInterfaces() {
    var own = pod("hosted");
    var hosted =
        new SandboxSpec(
            own.podUid(),
            own.podNamespace(),
            own.podName(),
            0,
            "",
            own.logDirectory(),
            null,
            true,
            false,
            false,
            false,
            false,
            "",
            Map.of(),
            Map.of(),
            Map.of());
    String id = start(sh(hosted, "sleep 1000"));
    assertThat(runtime().sandbox(runtime().container(id).sandboxId()).addresses()).isEmpty();
    assertThat(say(id, "ls /sys/class/net")).contains(containerd().paths().bridge());
  }

  @Test
  void newsOfAnEndComesWithinMilliseconds() throws Exception {
    ContainerSpec spec = sh(pod("quick"), "sleep 0.5; exit 9");
    String sandbox = runtime().runSandbox(spec.sandbox());
    String id = runtime().createContainer(sandbox, spec);
    AtomicReference<@Nullable Instant> heard = new AtomicReference<>();
    try (AutoCloseable _ =
        runtime()
            .onChange(told -> {
              if (told.equals(sandbox) && runtime().container(id).state() == State.EXITED) {
                heard.compareAndSet(null, Instant.now());
              }
            })) {
      runtime().startContainer(id);
      await("news of the end", () -> heard.get() != null);
      Instant finished = requireNonNull(runtime().container(id).finished());
      assertThat(Duration.between(finished, requireNonNull(heard.get())))
          .isLessThan(Duration.ofMillis(500));
    }
  }

  @Test
  void containersOutliveContainerdWhichComesBackByItself() throws Exception {
    String id = start(sh(pod("survivor"), "sleep 1000"));
    Queue<String> told = new ConcurrentLinkedQueue<>();
    try (AutoCloseable _ = runtime().onChange(told::add)) {
      await("the subscription", () -> told.contains(""));
      long before = containerd().pid();
      told.clear();
      assertThat(ProcessHandle.of(before).orElseThrow().destroyForcibly()).isTrue();
      await("news that it is back", () -> told.contains("") && containerd().pid() != before);
      await("the container", () -> isRunning(id));
      assertThat(say(id, "echo alive")).isEqualTo("alive");
      runtime().stopContainer(id, Duration.ZERO);
      String sandbox = runtime().container(id).sandboxId();
      await("news of its end", () -> told.contains(sandbox));
    }
  }

  private boolean isRunning(String id) {
    try {
      return runtime().container(id).state() == State.RUNNING;
    } catch (RuntimeFailure e) {
      return false;
    }
  }

  /// What a killed Binnacle leaves, with or without its containerd.
  @Test
  void theNextStartFindsPodsAgain() throws Exception {
    String id = start(sh(pod("found"), "sleep 1000"));
    long first = containerd().pid();
    containerd().abandon();
    containerd = Containerd.start(data, tools(), List.of(RANGE));
    assertThat(containerd().pid()).as("the same containerd").isEqualTo(first);
    assertThat(isRunning(id)).isTrue();

    containerd().abandon();
    ProcessHandle process = ProcessHandle.of(first).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    var _ = process.onExit().get();
    containerd = Containerd.start(data, tools(), List.of(RANGE));
    assertThat(containerd().pid()).isNotEqualTo(first);
    assertThat(isRunning(id)).isTrue();
    assertThat(say(id, "echo alive")).isEqualTo("alive");

    containerd().close();
    containerd = Containerd.start(data, tools(), List.of(RANGE));
    assertThat(isRunning(id)).isTrue();
  }

  @Test
  void anExhaustedRangeIsSaidInTheRuntimesWords(@TempDir Path other) throws Exception {
    try (Containerd small = Containerd.start(other, tools(), List.of("10.199.78.0/29"))) {
      for (int i = 0; i < 5; i++) {
        var _ = small.runtime().runSandbox(pod("p" + i));
      }
      assertThatThrownBy(() -> small.runtime().runSandbox(pod("p5")))
          .isInstanceOf(RuntimeFailure.class)
          .hasMessageContaining("no IP addresses available in range set: 10.199.78.1-10.199.78.6");
      String first = small.runtime().sandboxes().getFirst().id();
      small.runtime().stopSandbox(first);
      assertThat(small.runtime().runSandbox(pod("p6"))).isNotEmpty();
    } finally {
      Purge.everythingOf(other);
    }
  }

  @Test
  void bothFamilies(@TempDir Path other) throws Exception {
    try (Containerd dual =
        Containerd.start(other, tools(), List.of("10.199.79.0/29", "fd00:199:79::/64"))) {
      String sandbox = dual.runtime().runSandbox(pod("dual"));
      assertThat(dual.runtime().sandbox(sandbox).addresses())
          .containsExactly("10.199.79.2", "fd00:199:79::2");
    } finally {
      Purge.everythingOf(other);
    }
  }
}
