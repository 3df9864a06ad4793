package io.binnacle.node.agent;

import io.binnacle.client.KubeApi;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.PodFacts;
import io.binnacle.node.pod.Observed.NodeFacts;
import io.binnacle.node.probe.ProbedContainer;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What everything in here works with.
///
/// @param cache the Pods of this node, and all Services
/// @param runtimeName the first part of container ids
record Tools(
    KubeApi api,
    Scheduler scheduler,
    ContainerRuntime runtime,
    String runtimeName,
    Volumes volumes,
    Probing probing,
    HookRunner hooks,
    NodeConfig config,
    Machine machine,
    EventRecorder events,
    Supplier<Snapshot> cache,
    StartDelays delays) {

  Instant now() {
    return scheduler.clock().instant();
  }

  Duration since(Instant then) {
    return Duration.between(then, now());
  }

  NodeFacts node() {
    return new NodeFacts(runtimeName, config.addresses());
  }

  /// What containers can be told of their Pod.
  PodFacts facts(PodRecord record) {
    return new PodFacts(addresses(record), config.addresses(), machine.allocatable(config));
  }

  /// The Pod's addresses, the primary one first; none before it has a sandbox.
  List<String> addresses(PodRecord record) {
    if (record.pod().obj("spec").bool("hostNetwork", false)) {
      return config.addresses();
    }
    return record.sandboxes().stream()
        .filter(Sandbox::ready)
        .findFirst()
        .map(Sandbox::addresses)
        .orElse(List.of());
  }

  /// The Services a Pod of `namespace` may hear of, and the API's own.
  List<Obj> services(String namespace) {
    Snapshot now = cache.get();
    List<Obj> out = new ArrayList<>(now.list(ResourceName.SERVICES, namespace));
    if (!namespace.equals("default")) {
      out.addAll(now.list(ResourceName.SERVICES, "default"));
    }
    return out;
  }

  ProbedContainer probed(PodRecord record, Obj spec, Container container) {
    List<String> addresses = addresses(record);
    Instant started = container.started() == null ? container.created() : container.started();
    return new ProbedContainer(
        record.pod(),
        spec,
        container.id(),
        addresses.isEmpty() ? "" : addresses.getFirst(),
        started,
        (command, timeout) -> runtime.execSync(container.id(), command, timeout));
  }
}
