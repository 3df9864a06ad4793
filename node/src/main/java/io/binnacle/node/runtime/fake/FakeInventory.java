package io.binnacle.node.runtime.fake;

import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.runtime.SandboxSpec;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sandboxes and containers of [FakeRuntime], and the names they hold; guarded by it.
final class FakeInventory {
  private final Map<String, FakeSandbox> sandboxes = new LinkedHashMap<>();
  private final Map<String, FakeContainer> containers = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private int sequence;

  FakeSandbox add(SandboxSpec spec, Instant now) {
    claim(name(spec));
    int n = ++sequence;
    FakeSandbox made = new FakeSandbox("s" + n, spec, "10.244.0." + (2 + n % 250), now);
    sandboxes.put(made.id, made);
    return made;
  }

  FakeContainer add(String sandboxId, ContainerSpec spec, Instant now) {
    claim(name(sandboxId, spec));
    FakeContainer made = new FakeContainer("c" + ++sequence, sandboxId, spec, now);
    containers.put(made.id, made);
    return made;
  }

  FakeSandbox sandbox(String id) {
    return require(sandboxes.get(id), "sandbox", id);
  }

  FakeContainer container(String id) {
    return require(containers.get(id), "container", id);
  }

  FakeContainer running(String id) {
    FakeContainer container = container(id);
    if (container.state != State.RUNNING) {
      throw new RuntimeFailure(Kind.OTHER, "container is in state " + container.state);
    }
    return container;
  }

  @Nullable FakeContainer find(String id) {
    return containers.get(id);
  }

  Collection<FakeSandbox> sandboxes() {
    return sandboxes.values();
  }

  Collection<FakeContainer> containers() {
    return containers.values();
  }

  /// Ends a sandbox and all containers in it; null if there is none.
  @Nullable FakeSandbox end(String sandboxId, Instant now) {
    FakeSandbox sandbox = sandboxes.get(sandboxId);
    if (sandbox != null) {
      sandbox.ready = false;
      for (FakeContainer container : containers.values()) {
        if (container.sandboxId.equals(sandboxId)) {
          container.end(now, 137, "Error");
        }
      }
    }
    return sandbox;
  }

  @Nullable FakeSandbox removeSandbox(String id, Instant now) {
    FakeSandbox sandbox = end(id, now);
    if (sandbox != null) {
      sandboxes.remove(id);
      containers.values().removeIf(c -> c.sandboxId.equals(id));
      names.remove(name(sandbox.spec));
      names.removeIf(n -> n.startsWith(id + " "));
    }
    return sandbox;
  }

  @Nullable FakeContainer removeContainer(String id, Instant now) {
    FakeContainer container = containers.remove(id);
    if (container != null) {
      names.remove(name(container.sandboxId, container.spec));
      container.end(now, 137, "Error");
    }
    return container;
  }

  private void claim(String name) {
    if (!names.add(name)) {
      throw new RuntimeFailure(
          Kind.OTHER, "failed to reserve name \"" + name + "\": name is in use");
    }
  }

  private static String name(SandboxSpec spec) {
    return spec.podUid() + " sandbox " + spec.attempt();
  }

  private static String name(String sandboxId, ContainerSpec spec) {
    return sandboxId + " " + spec.name() + " " + spec.attempt();
  }

  private static <T> T require(@Nullable T found, String what, String id) {
    if (found == null) {
      throw new RuntimeFailure(Kind.NOT_FOUND, what + " \"" + id + "\" not found");
    }
    return found;
  }
}
