package io.binnacle.node.runtime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [ContainerRuntime] does, whether it runs anything or not. The commands are of the few words the fake knows, and
/// mean the same to a shell.
public abstract class ContainerRuntimeContract {
  protected static final String IMAGE = "busybox:1.36";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Streams OUTPUT = new Streams(false, true, true, false);

  @TempDir Path logs;

  /// The runtime; [#IMAGE] is there, `missing:1` is not and cannot be fetched.
  protected abstract ContainerRuntime runtime();

  /// A Pod of its own for every call.
  protected final SandboxSpec pod(String name) {
    return pod(name, 0, UUID.randomUUID().toString());
  }

  private SandboxSpec pod(String name, int attempt, String uid) {
    return new SandboxSpec(
        uid,
        "default",
        name,
        attempt,
        name,
        logs.resolve(name).toString(),
        new SandboxSpec.Dns(List.of("10.96.0.10"), List.of("cluster.local"), List.of("ndots:5")),
        false,
        false,
        false,
        false,
        false,
        "",
        Map.of(),
        Map.of("app", name),
        Map.of("of", name));
  }

  protected final ContainerSpec sh(SandboxSpec pod, String script) {
    return new Spec(pod, script).build();
  }

  /// A container with everything usual, of which a test changes what it is about.
  protected final class Spec {
    private final SandboxSpec pod;
    private List<String> command;
    private int attempt;
    private final Map<String, String> env = new LinkedHashMap<>();
    private final List<ContainerSpec.Mount> mounts = new ArrayList<>();
    private ContainerSpec.Resources resources = new ContainerSpec.Resources(0, 0, 0, 0, 0);
    private ContainerSpec.Security security = may(null, null, false, List.of());

    public Spec(SandboxSpec pod, String script) {
      this.pod = pod;
      this.command = List.of("sh", "-c", script);
    }

    public Spec command(String... words) {
      command = List.of(words);
      return this;
    }

    public Spec attempt(int number) {
      attempt = number;
      return this;
    }

    public Spec env(String key, String value) {
      env.put(key, value);
      return this;
    }

    public Spec mount(ContainerSpec.Mount mount) {
      mounts.add(mount);
      return this;
    }

    public Spec memory(long bytes) {
      resources = new ContainerSpec.Resources(2, 0, 0, bytes, 0);
      return this;
    }

    public Spec security(ContainerSpec.Security security) {
      this.security = security;
      return this;
    }

    public ContainerSpec build() {
      ContainerRuntime.Image image = runtime().image(IMAGE);
      if (image == null) {
        throw new AssertionError(IMAGE + " is not there");
      }
      return new ContainerSpec(
          pod,
          "c",
          attempt,
          image.id(),
          IMAGE,
          command,
          List.of(),
          "",
          env,
          mounts,
          "c/" + attempt + ".log",
          false,
          false,
          false,
          resources,
          security,
          Map.of(),
          Map.of("hash", "1"));
    }
  }

  protected static ContainerSpec.Security may(
      @Nullable Long user, @Nullable Long group, boolean readOnly, List<String> drop) {
    return new ContainerSpec.Security(
        false, user, group, List.of(), readOnly, false, List.of(), drop, "RuntimeDefault");
  }

  /// Runs one container in a sandbox of its own.
  protected final String start(ContainerSpec spec) {
    String sandbox = runtime().runSandbox(spec.sandbox());
    String id = runtime().createContainer(sandbox, spec);
    runtime().startContainer(id);
    return id;
  }

  protected final Container ended(String id) {
    await("the end of " + id, () -> runtime().container(id).state() == State.EXITED);
    return runtime().container(id);
  }

  protected static void await(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static Kind kindOf(Supplier<?> call) {
    try {
      var _ = call.get();
    } catch (RuntimeFailure e) {
      return e.kind();
    }
    throw new AssertionError("did not fail");
  }

  @Test
  void saysWhoItIsAndThatItIsWell() {
    assertThat(runtime().info().name()).isNotEmpty();
    assertThat(runtime().info().version()).isNotEmpty();
    assertThat(runtime().info().problem()).isNull();
  }

  @Test
  void aSandboxIsListedWithItsAnnotationsAndHasAnAddress() {
    SandboxSpec spec = pod("listed");
    String id = runtime().runSandbox(spec);
    Sandbox whole = runtime().sandbox(id);
    assertThat(whole.ready()).isTrue();
    assertThat(whole.addresses()).hasSize(1);
    assertThat(whole.annotations()).isEqualTo(Map.of("of", "listed"));
    assertThat(whole.podUid()).isEqualTo(spec.podUid());
    Sandbox listed =
        runtime().sandboxes().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    assertThat(List.of(listed.podName(), listed.podNamespace(), listed.podUid()))
        .containsExactly("listed", "default", spec.podUid());
    assertThat(listed.annotations()).isEqualTo(Map.of("of", "listed"));
  }

  @Test
  void aStoppedSandboxIsNotReadyAndARemovedOneIsGoneWithItsContainers() {
    ContainerSpec spec = sh(pod("gone"), "sleep 1000");
    String sandbox = runtime().runSandbox(spec.sandbox());
    String id = runtime().createContainer(sandbox, spec);
    runtime().startContainer(id);
    runtime().stopSandbox(sandbox);
    runtime().stopSandbox(sandbox);
    assertThat(runtime().sandbox(sandbox).ready()).isFalse();
    assertThat(ended(id).exitCode()).isEqualTo(137);
    runtime().removeSandbox(sandbox);
    runtime().removeSandbox(sandbox);
    assertThat(kindOf(() -> runtime().sandbox(sandbox))).isEqualTo(Kind.NOT_FOUND);
    assertThat(kindOf(() -> runtime().container(id))).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void aSecondSandboxOfAPodHasTheNextAttempt() {
    SandboxSpec first = pod("again");
    String one = runtime().runSandbox(first);
    assertThatThrownBy(() -> runtime().runSandbox(first)).isInstanceOf(RuntimeFailure.class);
    runtime().stopSandbox(one);
    String two = runtime().runSandbox(pod("again", 1, first.podUid()));
    assertThat(two).isNotEqualTo(one);
    assertThat(runtime().sandbox(two).attempt()).isEqualTo(1);
  }

  @Test
  void stoppingAndRemovingWhatIsNotThereSucceeds() {
    runtime().stopSandbox("none");
    runtime().removeSandbox("none");
    runtime().stopContainer("none", Duration.ZERO);
    runtime().removeContainer("none");
    runtime().removeImage("none:1");
  }

  @Test
  void aContainerGoesFromCreatedThroughRunningToExited() {
    ContainerSpec spec = sh(pod("course"), "sleep 0.3; exit 3");
    String sandbox = runtime().runSandbox(spec.sandbox());
    String id = runtime().createContainer(sandbox, spec);
    assertThat(runtime().container(id).state()).isEqualTo(State.CREATED);
    runtime().startContainer(id);
    Container running = runtime().container(id);
    assertThat(running.state()).isEqualTo(State.RUNNING);
    assertThat(running.started()).isNotNull();
    assertThat(running.finished()).isNull();
    Container over = ended(id);
    assertThat(over.exitCode()).isEqualTo(3);
    assertThat(over.reason()).isEqualTo("Error");
    assertThat(over.finished()).isAfterOrEqualTo(over.started());
    assertThat(over.sandboxId()).isEqualTo(sandbox);
    assertThat(over.podUid()).isEqualTo(spec.sandbox().podUid());
    assertThat(over.name()).isEqualTo("c");
    assertThat(over.image()).isEqualTo(IMAGE);
    assertThat(over.imageId()).isNotEmpty();
    assertThat(over.annotations()).isEqualTo(Map.of("hash", "1"));
    assertThat(over.logPath()).isEqualTo(logs.resolve("course/c/0.log").toString());
  }

  @Test
  void successIsCompleted() {
    Container over = ended(start(sh(pod("success"), "exit 0")));
    assertThat(over.exitCode()).isZero();
    assertThat(over.reason()).isEqualTo("Completed");
  }

  @Test
  void aContainerIsListed() {
    ContainerSpec spec = new Spec(pod("shown"), "sleep 1000").attempt(2).build();
    String id = start(spec);
    Container listed =
        runtime().containers().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
    assertThat(listed.state()).isEqualTo(State.RUNNING);
    assertThat(listed.attempt()).isEqualTo(2);
    assertThat(listed.podUid()).isEqualTo(spec.sandbox().podUid());
    assertThat(listed.annotations()).isEqualTo(Map.of("hash", "1"));
    assertThat(listed.image()).isEqualTo(IMAGE);
  }

  @Test
  void aStopWaitsForTheEnd() {
    String id = start(sh(pod("stopped"), "sleep 1000"));
    runtime().stopContainer(id, Duration.ofSeconds(1));
    Container over = runtime().container(id);
    assertThat(over.state()).isEqualTo(State.EXITED);
    assertThat(over.exitCode()).isIn(137, 143);
    assertThat(over.reason()).isEqualTo("Error");
    runtime().stopContainer(id, Duration.ofSeconds(1));
  }

  @Test
  void aRunningContainerCanBeRemovedAndItsLogStays() throws IOException {
    String id = start(sh(pod("removed"), "echo kept; sleep 1000"));
    Path log = logs.resolve("removed/c/0.log");
    await("a line in " + log, () -> Files.exists(log) && log.toFile().length() > 0);
    runtime().removeContainer(id);
    assertThat(kindOf(() -> runtime().container(id))).isEqualTo(Kind.NOT_FOUND);
    assertThat(Files.readString(log)).contains("kept");
  }

  @Test
  void aLogLineHasTimeStreamAndTag() throws IOException {
    ended(start(sh(pod("logged"), "echo one; echo two")));
    assertThat(Files.readAllLines(logs.resolve("logged/c/0.log")))
        .satisfiesExactly(
            line -> assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+\\S* stdout F one"),
            line -> assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+\\S* stdout F two"));
  }

  @Test
  void aNameAndAttemptIsUsedOnce() {
    ContainerSpec spec = sh(pod("twice"), "sleep 1000");
    String sandbox = runtime().runSandbox(spec.sandbox());
    String first = runtime().createContainer(sandbox, spec);
    assertThatThrownBy(() -> runtime().createContainer(sandbox, spec))
        .isInstanceOf(RuntimeFailure.class);
    String second =
        runtime()
            .createContainer(sandbox, new Spec(spec.sandbox(), "sleep 1000").attempt(1).build());
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void noContainerInASandboxThatHasStopped() {
    ContainerSpec spec = sh(pod("late"), "exit 0");
    String sandbox = runtime().runSandbox(spec.sandbox());
    runtime().stopSandbox(sandbox);
    assertThatThrownBy(() -> runtime().createContainer(sandbox, spec))
        .isInstanceOf(RuntimeFailure.class);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    Map<String, Supplier<?>> calls = new HashMap<>();
    calls.put("sandbox", () -> runtime().sandbox("none"));
    calls.put("container", () -> runtime().container("none"));
    calls.put("exec", () -> runtime().exec("none", List.of("true"), OUTPUT));
    calls.put("attach", () -> runtime().attach("none", OUTPUT));
    calls.put("execSync", () -> runtime().execSync("none", List.of("true"), Duration.ofSeconds(1)));
    calls.forEach((name, call) -> assertThat(kindOf(call)).as(name).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void commandsRunInRunningContainersOnly() {
    String id = start(sh(pod("over"), "exit 0"));
    ended(id);
    assertThatThrownBy(() -> runtime().execSync(id, List.of("true"), Duration.ofSeconds(1)))
        .isInstanceOf(RuntimeFailure.class);
    assertThatThrownBy(() -> runtime().exec(id, List.of("true"), OUTPUT))
        .isInstanceOf(RuntimeFailure.class);
  }

  @Test
  void aCommandsOutputAndStatusComeBack() {
    String id = start(sh(pod("asked"), "sleep 1000"));
    var result = runtime().execSync(id, List.of("echo", "hello"), Duration.ofSeconds(10));
    assertThat(result.exitCode()).isZero();
    assertThat(result.stdout()).contains("hello");
  }

  @Test
  void doorsAreOnLoopback() {
    SandboxSpec pod = pod("doors");
    String sandbox = runtime().runSandbox(pod);
    String id = runtime().createContainer(sandbox, sh(pod, "sleep 1000"));
    runtime().startContainer(id);
    List<URI> doors =
        List.of(
            runtime().exec(id, List.of("true"), OUTPUT),
            runtime().attach(id, OUTPUT),
            runtime().portForward(sandbox, List.of(80)));
    assertThat(doors).allSatisfy(door -> assertThat(door.getHost()).isEqualTo("127.0.0.1"));
    assertThat(doors).allSatisfy(door -> assertThat(door.getScheme()).isEqualTo("http"));
  }

  /// A listener that looks when it is told sees what it was told of.
  @Test
  void changesAreToldWhenTheyCanBeSeen() throws Exception {
    ContainerSpec spec = sh(pod("told"), "sleep 0.5; exit 1");
    String sandbox = runtime().runSandbox(spec.sandbox());
    String id = runtime().createContainer(sandbox, spec);
    Queue<State> seen = new ConcurrentLinkedQueue<>();
    try (AutoCloseable _ =
        runtime()
            .onChange(told -> {
              if (told.equals(sandbox)) {
                seen.add(runtime().container(id).state());
              }
            })) {
      runtime().startContainer(id);
      await("news of the start", () -> seen.contains(State.RUNNING));
      await("news of the end", () -> seen.contains(State.EXITED));
    }
    seen.clear();
    runtime().removeSandbox(sandbox);
    assertThat(seen).isEmpty();
  }

  @Test
  void anImageIsFoundByItsShortName() {
    ContainerRuntime.Image image = requireNonNull(runtime().image(IMAGE));
    assertThat(image.names()).contains("docker.io/library/busybox:1.36");
    assertThat(image.id()).startsWith("sha256:");
    assertThat(image.bytes()).isPositive();
    assertThat(runtime().images()).extracting(ContainerRuntime.Image::id).contains(image.id());
  }

  @Test
  void aMissingImageIsNullAndCannotBePulled() {
    assertThat(runtime().image("missing:1")).isNull();
    assertThatThrownBy(() -> runtime().pull("missing:1", null))
        .isInstanceOf(RuntimeFailure.class)
        .hasMessageContaining("missing:1");
  }
}
