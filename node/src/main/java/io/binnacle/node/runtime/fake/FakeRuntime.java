package io.binnacle.node.runtime.fake;

import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.client.run.Scheduler;
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
import java.util.List;
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
  private final FakeInventory inventory = new FakeInventory();
  private final FakeImages images = new FakeImages();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final FakeFaults faults = new FakeFaults();
  private BiFunction<String, List<String>, ExecResult> commands =
      (_, command) -> new ExecResult(0, String.join(" ", command) + "\n", "");
  private boolean silent;

  /// @param pause how a call waits: `BlockingSimulation::pause`, or a real sleep
  public FakeRuntime(Scheduler scheduler, Consumer<Duration> pause) {
    this.scheduler = scheduler;
    this.pause = pause;
  }

  /// Has an image here.
  public synchronized FakeRuntime addImage(String name) {
    images.add(name);
    return this;
  }

  /// How commands in containers answer: container name and command.
  public synchronized void commands(BiFunction<String, List<String>, ExecResult> answers) {
    commands = answers;
  }

  /// Whether it answers nothing but UNAVAILABLE; containers go on meanwhile.
  public synchronized void setDown(boolean down) {
    faults.down = down;
  }

  /// Whether it keeps changes to itself, so that only a listing shows them.
  public synchronized void setSilent(boolean silent) {
    this.silent = silent;
  }

  /// Has the next call of `method` fail.
  public synchronized void failNext(String method, RuntimeFailure failure) {
    faults.add(method, failure);
  }

  /// Kills a sandbox and its containers, as a reboot does.
  public void crashSandbox(String sandboxId) {
    synchronized (this) {
      inventory.sandbox(sandboxId);
      inventory.end(sandboxId, now());
    }
    changed(sandboxId);
  }

  /// Ends a container from outside.
  public void crash(String containerId, int exitCode, String reason) {
    FakeContainer container;
    synchronized (this) {
      container = inventory.container(containerId);
    }
    end(container, exitCode, reason);
  }

  /// What is there, even if the runtime is down.
  public synchronized List<Sandbox> sandboxesNow() {
    return inventory.sandboxes().stream().map(s -> s.view(true)).toList();
  }

  /// What is there, even if the runtime is down.
  public synchronized List<Container> containersNow() {
    return inventory.containers().stream().map(FakeContainer::view).toList();
  }

  /// Every call that changed something so far: `run web`, `create web/c.0`, `start …`, `stop … 30s`, `remove …`.
  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public synchronized RuntimeInfo info() {
    return new RuntimeInfo("fake", "1.0", faults.down ? "fake runtime is down" : null);
  }

  @Override
  public String runSandbox(SandboxSpec spec) {
    enter("runSandbox");
    FakeSandbox made;
    synchronized (this) {
      made = inventory.add(spec, now());
      calls.add("run " + spec.podName() + "." + spec.attempt());
    }
    changed(made.id);
    return made.id;
  }

  @Override
  public void stopSandbox(String sandboxId) {
    enter("stopSandbox");
    synchronized (this) {
      FakeSandbox sandbox = inventory.end(sandboxId, now());
      if (sandbox == null) {
        return;
      }
      calls.add("stop sandbox " + sandbox.spec.podName() + "." + sandbox.spec.attempt());
    }
    changed(sandboxId);
  }

  @Override
  public void removeSandbox(String sandboxId) {
    enter("removeSandbox");
    synchronized (this) {
      FakeSandbox sandbox = inventory.removeSandbox(sandboxId, now());
      if (sandbox == null) {
        return;
      }
      calls.add("remove sandbox " + sandbox.spec.podName() + "." + sandbox.spec.attempt());
    }
    changed(sandboxId);
  }

  @Override
  public List<Sandbox> sandboxes() {
    enter("sandboxes");
    synchronized (this) {
      return inventory.sandboxes().stream().map(s -> s.view(false)).toList();
    }
  }

  @Override
  public Sandbox sandbox(String sandboxId) {
    enter("sandbox");
    synchronized (this) {
      return inventory.sandbox(sandboxId).view(true);
    }
  }

  @Override
  public String createContainer(String sandboxId, ContainerSpec spec) {
    enter("createContainer");
    FakeContainer made;
    synchronized (this) {
      FakeSandbox sandbox = inventory.sandbox(sandboxId);
      if (!sandbox.ready) {
        throw new RuntimeFailure(
            Kind.OTHER, "sandbox container \"" + sandboxId + "\" is not running");
      }
      images.requireId(spec.imageId());
      made = inventory.add(sandboxId, spec, now());
      calls.add("create " + made.label());
    }
    changed(sandboxId);
    return made.id;
  }

  @Override
  public void startContainer(String containerId) {
    enter("startContainer");
    FakeContainer container;
    synchronized (this) {
      container = inventory.container(containerId);
      if (container.state != State.CREATED) {
        throw new RuntimeFailure(Kind.OTHER, "container is in state " + container.state);
      }
      calls.add("start " + container.label());
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
      container = inventory.find(containerId);
      if (container == null || container.state != State.RUNNING) {
        return;
      }
      calls.add("stop " + container.label() + " " + grace.toSeconds() + "s");
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
      FakeContainer container = inventory.removeContainer(containerId, now());
      if (container != null) {
        calls.add("remove " + container.label());
      }
    }
  }

  @Override
  public List<Container> containers() {
    enter("containers");
    synchronized (this) {
      return inventory.containers().stream().map(FakeContainer::view).toList();
    }
  }

  @Override
  public Container container(String containerId) {
    enter("container");
    synchronized (this) {
      return inventory.container(containerId).view();
    }
  }

  @Override
  public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
    enter("execSync");
    BiFunction<String, List<String>, ExecResult> answers;
    FakeContainer container;
    synchronized (this) {
      container = inventory.running(containerId);
      answers = commands;
    }
    return answers.apply(container.spec.name(), command);
  }

  @Override
  public URI exec(String containerId, List<String> command, Streams streams) {
    enter("exec");
    synchronized (this) {
      return URI.create("http://127.0.0.1:1/exec/" + inventory.running(containerId).id);
    }
  }

  @Override
  public URI attach(String containerId, Streams streams) {
    enter("attach");
    synchronized (this) {
      return URI.create("http://127.0.0.1:1/attach/" + inventory.running(containerId).id);
    }
  }

  @Override
  public URI portForward(String sandboxId, List<Integer> ports) {
    enter("portForward");
    synchronized (this) {
      inventory.sandbox(sandboxId);
      return URI.create("http://127.0.0.1:1/portforward/" + sandboxId);
    }
  }

  @Override
  public void reopenLog(String containerId) {
    enter("reopenLog");
    synchronized (this) {
      inventory.running(containerId).write("");
    }
  }

  @Override
  public @Nullable Image image(String reference) {
    enter("image");
    synchronized (this) {
      return images.get(reference);
    }
  }

  @Override
  public Image pull(String reference, @Nullable Credentials credentials) {
    enter("pull");
    calls.add("pull " + reference);
    pause.accept(Duration.ofMillis(500));
    synchronized (this) {
      return images.pull(reference);
    }
  }

  @Override
  public synchronized List<Image> images() {
    return images.all();
  }

  @Override
  public synchronized void removeImage(String reference) {
    images.remove(reference);
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
          case Statement.Say(boolean error, String text) -> container.say(now(), error, text);
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

  private void end(FakeContainer container, int exitCode, String reason) {
    synchronized (this) {
      container.end(now(), exitCode, reason);
    }
    changed(container.sandboxId);
  }

  private void enter(String method) {
    synchronized (this) {
      faults.strike(method);
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
}
