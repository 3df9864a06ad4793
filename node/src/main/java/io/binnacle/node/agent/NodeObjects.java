package io.binnacle.node.agent;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.node.runtime.ContainerRuntime.RuntimeInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The objects that make a node a member of the cluster: Node and its status. Pure.
///
/// @param config how the node is set up
/// @param machine what it runs on
record NodeObjects(NodeConfig config, Machine machine) {
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>(config.labels());
    labels.put("kubernetes.io/hostname", config.name());
    labels.put("kubernetes.io/os", "linux");
    labels.put("kubernetes.io/arch", machine.architecture());
    labels.put("beta.kubernetes.io/os", "linux");
    labels.put("beta.kubernetes.io/arch", machine.architecture());
    return labels;
  }

  /// The Node to create; its status is written separately.
  Obj node() {
    return withOwn(
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put("metadata", Obj.of("name", Str.of(config.name())))
            .build());
  }

  /// `node` with the labels and ranges that are this agent's to set; others stay.
  Obj withOwn(Obj node) {
    Obj out =
        node.change(
            "metadata",
            m ->
                m.change(
                    "labels",
                    l -> {
                      Obj merged = l;
                      for (Map.Entry<String, String> e : labels().entrySet()) {
                        merged = merged.with(e.getKey(), e.getValue());
                      }
                      return merged;
                    }));
    List<String> ranges = config.podCidrs().stream().map(Cidr::toString).toList();
    boolean fresh = out.obj("spec").str("podCIDR").isEmpty() && !ranges.isEmpty();
    return fresh
        ? out.change(
            "spec", s -> s.with("podCIDR", ranges.getFirst()).with("podCIDRs", Arr.strings(ranges)))
        : out;
  }

  /// The status to show; what others have put into `before` stays.
  ///
  /// @param runtime who runs the containers, and whether it can
  Obj status(Obj before, RuntimeInfo runtime, Instant now) {
    Obj room = Obj.EMPTY;
    for (Map.Entry<String, Quantity> e : machine.allocatable(config).entrySet()) {
      room = room.with(e.getKey(), e.getValue().toString());
    }
    List<Value> addresses = new ArrayList<>();
    for (String address : config.addresses()) {
      addresses.add(Obj.of("type", Str.of("InternalIP"), "address", Str.of(address)));
    }
    addresses.add(Obj.of("type", Str.of("Hostname"), "address", Str.of(config.name())));
    return before
        .with("capacity", room)
        .with("allocatable", room)
        .with("addresses", Arr.copyOf(addresses))
        .with("conditions", conditions(before, runtime, now))
        .with(
            "daemonEndpoints",
            Obj.of("kubeletEndpoint", Obj.EMPTY.with("Port", config.kubeletPort())))
        .with("nodeInfo", info(runtime));
  }

  private Obj info(RuntimeInfo runtime) {
    return Obj.builder()
        .put("architecture", machine.architecture())
        .put("bootID", machine.bootId())
        .put("containerRuntimeVersion", runtime.name() + "://" + runtime.version())
        .put("kernelVersion", machine.kernelVersion())
        .put("kubeProxyVersion", "")
        .put("kubeletVersion", config.kubeletVersion())
        .put("machineID", machine.machineId())
        .put("operatingSystem", "linux")
        .put("osImage", machine.osImage())
        .put("systemUUID", machine.systemUuid())
        .build();
  }

  private static Arr conditions(Obj before, RuntimeInfo runtime, Instant now) {
    List<Value> out = new ArrayList<>();
    String problem = runtime.problem();
    out.add(
        condition(
            before,
            "MemoryPressure",
            false,
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available",
            now));
    out.add(
        condition(
            before,
            "DiskPressure",
            false,
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure",
            now));
    out.add(
        condition(
            before,
            "PIDPressure",
            false,
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available",
            now));
    out.add(
        problem == null
            ? condition(
                before, "Ready", true, "KubeletReady", "kubelet is posting ready status", now)
            : condition(
                before,
                "Ready",
                false,
                "KubeletNotReady",
                "container runtime is down: " + problem,
                now));
    for (Obj other : before.arr("conditions").objects()) {
      if (out.stream().noneMatch(o -> ((Obj) o).str("type").equals(other.str("type")))) {
        out.add(other);
      }
    }
    return Arr.copyOf(out);
  }

  /// A condition keeps its transition time for as long as it keeps its status.
  private static Obj condition(
      Obj before, String type, boolean holds, String reason, String message, Instant now) {
    String value = holds ? "True" : "False";
    String time = Timestamps.seconds(now);
    String since = time;
    for (Obj was : before.arr("conditions").objects()) {
      boolean same = was.str("type").equals(type) && was.str("status").equals(value);
      since = same && was.has("lastTransitionTime") ? was.str("lastTransitionTime") : since;
    }
    return Obj.builder()
        .put("type", type)
        .put("status", value)
        .put("reason", reason)
        .put("message", message)
        .put("lastHeartbeatTime", time)
        .put("lastTransitionTime", since)
        .build();
  }
}
