package io.binnacle.node.simulated;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.time.Instant;

/// One simulated node: its name, its addresses, and the objects that make it a member of the cluster.
///
/// @param name `node-1`
/// @param ip the node's own address, shown as InternalIP and as hostIP of its Pods
/// @param pods the range its Pods get addresses from
/// @param addresses who has which
/// @param kubeletVersion shown by `kubectl get nodes`
record SimulatedNode(
    String name, String ip, Cidr pods, AddressRange addresses, String kubeletVersion) {
  /// The Node to create; its status is written separately, as a node agent does.
  Obj object() {
    Obj labels =
        Obj.builder()
            .put("kubernetes.io/hostname", name)
            .put("kubernetes.io/os", "linux")
            .put("kubernetes.io/arch", "amd64")
            .put("beta.kubernetes.io/os", "linux")
            .put("beta.kubernetes.io/arch", "amd64")
            .build();
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Node")
        .put("metadata", Obj.builder().put("name", name).put("labels", labels).build())
        .put(
            "spec",
            Obj.builder()
                .put("podCIDR", pods.toString())
                .put("podCIDRs", Arr.of(Str.of(pods.toString())))
                .build())
        .build();
  }

  /// The status to show: ready, with room for as many Pods as there are addresses.
  Obj status(Instant now) {
    Obj room =
        Obj.builder()
            .put("cpu", "64")
            .put("memory", "256Gi")
            .put("ephemeral-storage", "1Ti")
            .put("pods", Long.toString(addresses.capacity()))
            .build();
    return Obj.builder()
        .put("capacity", room)
        .put("allocatable", room)
        .put(
            "addresses",
            Arr.of(
                Obj.of("type", Str.of("InternalIP"), "address", Str.of(ip)),
                Obj.of("type", Str.of("Hostname"), "address", Str.of(name))))
        .put(
            "conditions",
            Arr.of(
                condition(
                    "MemoryPressure",
                    "False",
                    "KubeletHasSufficientMemory",
                    "has sufficient memory",
                    now),
                condition(
                    "DiskPressure",
                    "False",
                    "KubeletHasNoDiskPressure",
                    "has no disk pressure",
                    now),
                condition(
                    "PIDPressure",
                    "False",
                    "KubeletHasSufficientPID",
                    "has sufficient PID available",
                    now),
                condition(
                    "Ready",
                    "True",
                    "KubeletReady",
                    "simulated node is posting ready status",
                    now)))
        .put("daemonEndpoints", Obj.of("kubeletEndpoint", Obj.EMPTY.with("Port", 0)))
        .put(
            "nodeInfo",
            Obj.builder()
                .put("architecture", "amd64")
                .put("bootID", "")
                .put("containerRuntimeVersion", "simulated://1.0")
                .put("kernelVersion", "simulated")
                .put("kubeProxyVersion", "")
                .put("kubeletVersion", kubeletVersion)
                .put("machineID", "")
                .put("operatingSystem", "linux")
                .put("osImage", "Binnacle (simulated)")
                .put("systemUUID", "")
                .build())
        .build();
  }

  private static Obj condition(
      String type, String status, String reason, String message, Instant now) {
    String time = Timestamps.seconds(now);
    return Obj.builder()
        .put("type", type)
        .put("status", status)
        .put("reason", reason)
        .put("message", message)
        .put("lastHeartbeatTime", time)
        .put("lastTransitionTime", time)
        .build();
  }
}
