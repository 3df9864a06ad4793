package io.binnacle.node.agent;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.probe.ContainerHealth;
import io.binnacle.node.probe.ProbeListener;
import io.binnacle.node.probe.ProbedContainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Probes and hooks that say what a test has them say.
final class FakeProbes implements Probing {
  private final Map<String, ProbedContainer> added = new HashMap<>();
  private final Map<String, ContainerHealth> health = new HashMap<>();
  private @Nullable ProbeListener listener;

  /// Containers as they came to be probed, `c`, or `c found`.
  final List<String> begun = new ArrayList<>();

  /// Hooks as they were run.
  final List<String> hooks = new ArrayList<>();

  /// What hooks answer: null for success.
  @Nullable String hookFailure;

  Probing listen(ProbeListener ears) {
    listener = ears;
    added.clear();
    return this;
  }

  @Nullable String hook(Obj hook, ProbedContainer container, @Nullable Duration timeout) {
    hooks.add(container.name() + " " + hook + (timeout == null ? "" : " " + timeout));
    return hookFailure;
  }

  /// Has the probes of the container `name` say something else from now on.
  void say(String name, ContainerHealth now) {
    for (ProbedContainer container : List.copyOf(added.values())) {
      if (container.name().equals(name)) {
        health.put(container.id(), now);
        if (listener != null) {
          listener.changed(Meta.uid(container.pod()), container.id());
        }
      }
    }
  }

  @Override
  public void add(ProbedContainer container, boolean found) {
    added.put(container.id(), container);
    begun.add(container.name() + (found ? " found" : ""));
    boolean waits =
        container.container().has("startupProbe") || container.container().has("readinessProbe");
    boolean started = !container.container().has("startupProbe");
    health.putIfAbsent(
        container.id(), new ContainerHealth(started, !waits || found, false, "", -1));
  }

  @Override
  public ContainerHealth health(String containerId) {
    return health.getOrDefault(containerId, new ContainerHealth(true, true, false, "", -1));
  }

  @Override
  public void stopping(String containerId) {}

  @Override
  public void remove(String containerId) {
    added.remove(containerId);
  }

  @Override
  public void close() {
    added.clear();
  }
}
