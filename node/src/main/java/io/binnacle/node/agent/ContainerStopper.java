package io.binnacle.node.agent;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.ContainerPlan;
import io.binnacle.node.pod.Step;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.RuntimeFailure;
import java.time.Duration;
import java.time.Instant;

/// Stops containers: preStop hook, stop signal, grace, kill.
final class ContainerStopper {
  /// Even after a hook that took all the time there was, a container gets this much.
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private final Tools tools;

  ContainerStopper(Tools tools) {
    this.tools = tools;
  }

  /// Blocks until the container has ended.
  ///
  /// @throws RuntimeFailure if the runtime could not stop it
  void stop(PodRecord record, Step.Stop step) {
    Obj pod = record.pod();
    if (record.say("Killing/" + step.containerId())) {
      tools.events().normal(pod, "Killing", step.message());
    }
    tools.probing().stopping(step.containerId());
    Container container = record.container(step.containerId());
    Obj spec = ContainerPlan.find(pod, step.name());
    if (container != null && spec != null) {
      preStop(record, step, pod, spec, container);
    }
    tools.runtime().stopContainer(step.containerId(), left(step.deadline()));
  }

  private void preStop(PodRecord record, Step.Stop step, Obj pod, Obj spec, Container container) {
    Obj hook = spec.obj("lifecycle").obj("preStop");
    if (hook.isEmpty() || !record.say("preStop/" + step.containerId())) {
      return;
    }
    String why =
        tools.hooks().run(hook, tools.probed(record, spec, container), left(step.deadline()));
    if (why != null) {
      tools.events().warning(pod, "FailedPreStopHook", "PreStopHook failed");
    }
  }

  /// The whole seconds until `deadline`, rounded up.
  private Duration left(Instant deadline) {
    long millis = Duration.between(tools.now(), deadline).toMillis();
    Duration left = Duration.ofSeconds(Math.ceilDiv(millis, 1_000L));
    return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
  }
}
