package io.binnacle.node.runtime.fake;

import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.client.run.Scheduler;
import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.runtime.Sandbox;
import io.binnacle.node.runtime.SandboxSpec;
import io.binnacle.node.runtime.fake.FakeProgram.Statement;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Containers in memory, on a [Scheduler]'s clock: see [FakeProgram] for what they do. Images that begin with `missing` cannot be
/// pulled, all others can; only those named to [#addImage] are here from the start. Logs are real files.
///
/// It can be told to be down and to fail calls. It holds its callers to the contract: no container in a sandbox that is not
/// ready, no two of one name and attempt, none removed sandbox used.
///
/// Safe for use by many threads.
public final class FakeRuntime implements ContainerRuntime {
  private final Scheduler scheduler;
  private final Consumer<Duration> pause;
  private final Map<String, FakeSandbox> sandboxes = new LinkedHashMap<>();
  private final Map<String, FakeContainer> containers = new LinkedHashMap<>();
  private final Map<String, Image> images = new LinkedHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, List<RuntimeFailure>> faults = new LinkedHashMap<>();
  private BiFunction<String, List<String>, ExecResult> commands =
      (_, command) -> new ExecResult(0, String.join(" ", command) + "\n", "");
  private boolean down;
  private boolean silent;
  private int sequence;

  /// @param pause how a call waits: `BlockingSimulation::pause`, or a real sleep
  public FakeRuntime(Scheduler scheduler, Consumer<Duration> pause) {
    this.scheduler = scheduler;
    this.pause = pause;
  }

  /// Has an image here.
  public synchronized FakeRuntime addImage(String name) {
    images.put(
        tagged(name),
        new Image(
            "sha256:" + Integer.toHexString(name.hashCode()),
            List.of("docker.io/library/" + tagged(name)),
            1_000_000,
            null,
            ""));
    return this;
  }

  /// How commands in containers answer: container name and command.
  public synchronized void commands(BiFunction<String, List<String>, ExecResult> answers) {
    commands = answers;
  }

  /// Whether it answers nothing but UNAVAILABLE; containers go on meanwhile.
  public synchronized void setDown(boolean down) {
    this.down = down;
  }

  /// Whether it keeps changes to itself, so that only a listing shows them.
  public synchronized void setSilent(boolean silent) {
    this.silent = silent;
  }

  /// Has the next call of `method` fail.
  public synchronized void failNext(String method, RuntimeFailure failure) {
    faults.computeIfAbsent(method, _ -> new ArrayList<>()).add(failure);
  }

  /// Kills a sandbox and its containers, as a reboot does.
  public void crashSandbox(String sandboxId) {
    synchronized (this) {
      FakeSandbox sandbox = require(sandboxes.get(sandboxId), "sandbox", sandboxId);
      sandbox.ready = false;
      endAll(sandboxId);
    }
    changed(sandboxId);
  }

  /// Ends a container from outside.
  public void crash(String containerId, int exitCode, String reason) {
    FakeContainer container;
    synchronized (this) {
      container = require(containers.get(containerId), "container", containerId);
    }
    end(container, exitCode, reason);
  }

  /// What is there, even if the runtime is down.
  public synchronized List<Sandbox> sandboxesNow() {
    return sandboxes.values().stream().map(s -> s.view(true)).toList();
  }

  /// What is there, even if the runtime is down.
  public synchronized List<Container> containersNow() {
    return containers.values().stream().map(FakeContainer::view).toList();
  }

  /// Every call that changed something so far: `run web`, `create web/c.0`, `start …`, `stop … 30s`, `remove …`.
  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public synchronized RuntimeInfo info() {
    return new RuntimeInfo("fake", "1.0", down ? "fake runtime is down" : null);
  }

  @Override
  public String runSandbox(SandboxSpec spec) {
    enter("runSandbox");
    FakeSandbox made;
    synchronized (this) {
      claim(spec.podUid() + " sandbox " + spec.attempt());
      int n = ++sequence;
      String address = "10.244.0." + (2 + n % 250);
      made = new FakeSandbox("s" + n, spec, address, now());
      sandboxes.put(made.id, made);
      calls.add("run " + spec.podName() + "." + spec.attempt());
    }
    changed(made.id);
    return made.id;
  }

  @Override
  public void stopSandbox(String sandboxId) {
    enter("stopSandbox");
    synchronized (this) {
      FakeSandbox sandbox = sandboxes.get(sandboxId);
      if (sandbox == null) {
        return;
      }
      calls.add("stop sandbox " + sandbox.spec.podName() + "." + sandbox.spec.attempt());
      sandbox.ready = false;
      endAll(sandboxId);
    }
    changed(sandboxId);
  }

  @Override
  public void removeSandbox(String sandboxId) {
    enter("removeSandbox");
    synchronized (this) {
      FakeSandbox sandbox = sandboxes.remove(sandboxId);
      if (sandbox == null) {
        return;
      }
      calls.add("remove sandbox " + sandbox.spec.podName() + "." + sandbox.spec.attempt());
      endAll(sandboxId);
      containers.values().removeIf(c -> c.sandboxId.equals(sandboxId));
      names.remove(sandbox.spec.podUid() + " sandbox " + sandbox.spec.attempt());
      names.removeIf(n -> n.startsWith(sandboxId + " "));
    }
    changed(sandboxId);
  }

  @Override
  public List<Sandbox> sandboxes() {
    enter("sandboxes");
    synchronized (this) {
      return sandboxes.values().stream().map(s -> s.view(false)).toList();
    }
  }

  @Override
  public Sandbox sandbox(String sandboxId) {
    enter("sandbox");
    synchronized (this) {
      return require(sandboxes.get(sandboxId), "sandbox", sandboxId).view(true);
    }
  }

  @Override
  public String createContainer(String sandboxId, ContainerSpec spec) {
    enter("createContainer");
    FakeContainer made;
    synchronized (this) {
      FakeSandbox sandbox = require(sandboxes.get(sandboxId), "sandbox", sandboxId);
      if (!sandbox.ready) {
        throw new RuntimeFailure(
            Kind.OTHER, "sandbox container \"" + sandboxId + "\" is not running");
      }
      if (images.values().stream().noneMatch(i -> i.id().equals(spec.imageId()))) {
        throw new RuntimeFailure(Kind.NOT_FOUND, "image \"" + spec.imageId() + "\" not found");
      }
      claim(sandboxId + " " + spec.name() + " " + spec.attempt());
      made = new FakeContainer("c" + ++sequence, sandboxId, spec, now());
      containers.put(made.id, made);
      calls.add("create " + label(made));
    }
    changed(sandboxId);
    return made.id;
  }

  @Override
  public void startContainer(String containerId) {
    enter("startContainer");
    FakeContainer container;
    synchronized (this) {
      container = require(containers.get(containerId), "container", containerId);
      if (container.state != State.CREATED) {
        throw new RuntimeFailure(Kind.OTHER, "container is in state " + container.state);
      }
      calls.add("start " + label(container));
      if (container.program.refusal().isEmpty()) {
        container.state = State.RUNNING;
        container.started = now();
      }
    }
    if (!container.program.refusal().isEmpty()) {
      end(container, 128, "StartError");
      throw new RuntimeFailure(Kind.OTHER, container.program.refusal());
    }
    changed(container.sandboxId);
    scheduler.execute(() -> proceed(container));
  }

  @Override
  public void stopContainer(String containerId, Duration grace) {
    enter("stopContainer");
    FakeContainer container;
    synchronized (this) {
      container = containers.get(containerId);
      if (container == null || container.state != State.RUNNING) {
        return;
      }
      calls.add("stop " + label(container) + " " + grace.toSeconds() + "s");
    }
    boolean obeys = container.program.linger().compareTo(grace) <= 0;
    Duration wait = obeys ? container.program.linger() : grace;
    if (wait.isPositive()) {
      pause.accept(wait);
    }
    end(container, obeys ? 143 : 137, "Error");
  }

  @Override
  public void removeContainer(String containerId) {
    enter("removeContainer");
    synchronized (this) {
      FakeContainer container = containers.remove(containerId);
      if (container != null) {
        calls.add("remove " + label(container));
        names.remove(
            container.sandboxId + " " + container.spec.name() + " " + container.spec.attempt());
        stop(container, 137, "Error");
      }
    }
  }

  @Override
  public List<Container> containers() {
    enter("containers");
    synchronized (this) {
      return containers.values().stream().map(FakeContainer::view).toList();
    }
  }

  @Override
  public Container container(String containerId) {
    enter("container");
    synchronized (this) {
      return require(containers.get(containerId), "container", containerId).view();
    }
  }

  @Override
  public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
    enter("execSync");
    BiFunction<String, List<String>, ExecResult> answers;
    FakeContainer container;
    synchronized (this) {
      container = running(containerId);
      answers = commands;
    }
    return answers.apply(container.spec.name(), command);
  }

  @Override
  public URI exec(String containerId, List<String> command, Streams streams) {
    enter("exec");
    synchronized (this) {
      return URI.create("http://127.0.0.1:1/exec/" + running(containerId).id);
    }
  }

  @Override
  public URI attach(String containerId, Streams streams) {
    enter("attach");
    synchronized (this) {
      return URI.create("http://127.0.0.1:1/attach/" + running(containerId).id);
    }
  }

  @Override
  public URI portForward(String sandboxId, List<Integer> ports) {
    enter("portForward");
    synchronized (this) {
      require(sandboxes.get(sandboxId), "sandbox", sandboxId);
      return URI.create("http://127.0.0.1:1/portforward/" + sandboxId);
    }
  }

  @Override
  public void reopenLog(String containerId) {
    enter("reopenLog");
    synchronized (this) {
      running(containerId).write("");
    }
  }

  @Override
  public @Nullable Image image(String reference) {
    enter("image");
    synchronized (this) {
      return images.get(tagged(reference));
    }
  }

  @Override
  public Image pull(String reference, @Nullable Credentials credentials) {
    enter("pull");
    calls.add("pull " + reference);
    pause.accept(Duration.ofMillis(500));
    if (reference.startsWith("missing")) {
      throw new RuntimeFailure(
          Kind.NOT_FOUND, "failed to resolve reference \"" + reference + "\": not found");
    }
    addImage(reference);
    synchronized (this) {
      return require(images.get(tagged(reference)), "image", reference);
    }
  }

  @Override
  public synchronized List<Image> images() {
    return List.copyOf(images.values());
  }

  @Override
  public synchronized void removeImage(String reference) {
    images.remove(tagged(reference));
  }

  @Override
  public AutoCloseable onChange(Consumer<String> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    listeners.clear();
  }

  /// Runs the program on, statement by statement, until it waits or ends.
  private void proceed(FakeContainer container) {
    while (true) {
      Statement statement;
      synchronized (this) {
        if (container.state != State.RUNNING) {
          return;
        }
        statement = container.program.statements().get(container.next++);
        switch (statement) {
          case Statement.Say(boolean error, String text) -> container.write(line(error, text));
          case Statement.Leave(String message) -> container.leave(message);
          case Statement.Wait(Duration time) -> {
            if (!time.equals(FakeProgram.FOREVER)) {
              container.timer = scheduler.schedule(time, () -> proceed(container));
            }
            return;
          }
          case Statement.Exit _ -> {}
        }
      }
      if (statement instanceof Statement.Exit(int code, String reason)) {
        end(container, code, reason);
        return;
      }
    }
  }

  private String line(boolean error, String text) {
    return now() + (error ? " stderr F " : " stdout F ") + text + "\n";
  }

  private void end(FakeContainer container, int exitCode, String reason) {
    synchronized (this) {
      stop(container, exitCode, reason);
    }
    changed(container.sandboxId);
  }

  private void stop(FakeContainer container, int exitCode, String reason) {
    if (container.state == State.EXITED) {
      return;
    }
    container.state = State.EXITED;
    container.finished = now();
    container.exitCode = exitCode;
    container.reason = reason;
    Cancellable timer = container.timer;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void endAll(String sandboxId) {
    for (FakeContainer container : containers.values()) {
      if (container.sandboxId.equals(sandboxId)) {
        stop(container, 137, "Error");
      }
    }
  }

  private FakeContainer running(String containerId) {
    FakeContainer container = require(containers.get(containerId), "container", containerId);
    if (container.state != State.RUNNING) {
      throw new RuntimeFailure(Kind.OTHER, "container is in state " + container.state);
    }
    return container;
  }

  private void enter(String method) {
    synchronized (this) {
      if (down) {
        throw new RuntimeFailure(Kind.UNAVAILABLE, "fake runtime is down");
      }
      List<RuntimeFailure> planned = faults.get(method);
      if (planned != null && !planned.isEmpty()) {
        throw planned.removeFirst();
      }
    }
  }

  private void claim(String name) {
    if (!names.add(name)) {
      throw new RuntimeFailure(
          Kind.OTHER, "failed to reserve name \"" + name + "\": name is in use");
    }
  }

  private void changed(String sandboxId) {
    synchronized (this) {
      if (silent) {
        return;
      }
    }
    for (Consumer<String> listener : listeners) {
      scheduler.execute(() -> listener.accept(sandboxId));
    }
  }

  private Instant now() {
    return scheduler.clock().instant();
  }

  private static String label(FakeContainer container) {
    return container.spec.sandbox().podName()
        + "/"
        + container.spec.name()
        + "."
        + container.spec.attempt();
  }

  private static String tagged(String reference) {
    return reference.indexOf(':', reference.lastIndexOf('/') + 1) < 0 && !reference.contains("@")
        ? reference + ":latest"
        : reference;
  }

  private static <T> T require(@Nullable T found, String what, String id) {
    if (found == null) {
      throw new RuntimeFailure(Kind.NOT_FOUND, what + " \"" + id + "\" not found");
    }
    return found;
  }
}
