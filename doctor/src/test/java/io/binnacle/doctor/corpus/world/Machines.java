package io.binnacle.doctor.corpus.world;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.NodeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The nodes: a control plane with a taint and three workers in two zones; where Pods go on them.
final class Machines {
  static final String MASTER_IP = "192.168.10.10";
  private static final String TAINT = "node-role.kubernetes.io/control-plane";

  private final World world;
  private final Map<String, NodeView> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> addresses = new TreeMap<>();
  private int turn;

  Machines(World world) {
    this.world = world;
    add("control-plane", "zone-a", MASTER_IP);
    add("worker-1", "zone-a", "192.168.10.11");
    add("worker-2", "zone-a", "192.168.10.12");
    add("worker-3", "zone-b", "192.168.10.13");
  }

  private void add(String name, String zone, String ip) {
    int number = nodes.size();
    boolean master = number == 0;
    Obj.Builder labels =
        Obj.builder()
            .put("kubernetes.io/hostname", name)
            .put("kubernetes.io/os", "linux")
            .put("kubernetes.io/arch", "amd64")
            .put("topology.kubernetes.io/region", "region-1")
            .put(NodeView.ZONE_LABEL, zone);
    Obj.Builder spec = Obj.builder().put("podCIDR", "10.244." + number + ".0/24");
    List<String> ranges = new ArrayList<>(List.of("10.244." + number + ".0/24"));
    List<Value> taints = new ArrayList<>();
    if (master) {
      labels.put(TAINT, "");
      taints.add(Obj.of("key", Str.of(TAINT), "effect", Str.of("NoSchedule")));
    }
    Integer lost = world.lost.get(name);
    if (lost != null) {
      taints.add(
          Obj.of("key", Str.of("node.kubernetes.io/unreachable"), "effect", Str.of("NoSchedule")));
      taints.add(
          Obj.of("key", Str.of("node.kubernetes.io/unreachable"), "effect", Str.of("NoExecute")));
    }
    if (world.dual) {
      ranges.add("fd00:10:244:" + number + "::/64");
    }
    spec.put("podCIDRs", Arr.strings(ranges));
    if (!taints.isEmpty()) {
      spec.put("taints", Arr.copyOf(taints));
    }
    List<Value> ips =
        new ArrayList<>(List.of(address("InternalIP", ip), address("Hostname", name)));
    if (world.dual) {
      ips.add(1, address("InternalIP", "fd00:10::" + (10 + number)));
    }
    Obj resources = Obj.builder().put("cpu", "4").put("memory", "16Gi").put("pods", "110").build();
    Obj node =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put("metadata", Obj.builder().put("name", name).put("labels", labels.build()).build())
            .put("spec", spec.build())
            .put(
                "status",
                Obj.builder()
                    .put("addresses", Arr.copyOf(ips))
                    .put("allocatable", resources)
                    .put("capacity", resources)
                    .put("conditions", Arr.of(ready(lost)))
                    .build())
            .build();
    nodes.put(name, NodeView.of(Settler.born(node)));
  }

  private static Obj address(String type, String text) {
    return Obj.of("type", Str.of(type), "address", Str.of(text));
  }

  private static Obj ready(@org.jspecify.annotations.Nullable Integer lost) {
    return Obj.builder()
        .put("type", "Ready")
        .put("status", lost == null ? "True" : "Unknown")
        .put("reason", lost == null ? "KubeletReady" : "NodeStatusUnknown")
        .put(
            "message",
            lost == null
                ? "kubelet is posting ready status"
                : "Kubelet stopped posting node status.")
        .put("lastHeartbeatTime", Settler.ago(lost == null ? 60 : lost + 40))
        .put("lastTransitionTime", Settler.ago(lost == null ? 1_000_000 : lost))
        .build();
  }

  void write(Settled out) {
    nodes.forEach((name, node) -> {
      out.put(ResourceName.NODES, node.object());
      Integer lost = world.lost.get(name);
      out.put(
          ResourceName.LEASES,
          lease("kube-node-lease", name, name, lost == null ? 4 : lost + 40, 40));
    });
    for (String part : List.of("kube-controller-manager", "kube-scheduler")) {
      int ago = part.equals("kube-scheduler") ? 1 : Math.max(1, world.controllersStoppedFor);
      out.put(
          ResourceName.LEASES,
          lease("kube-system", part, "control-plane_" + Settler.uid(part), ago, 15));
    }
  }

  private static Obj lease(String namespace, String name, String holder, int ago, int duration) {
    String at = Settler.ago(ago).replace("Z", ".000000Z");
    return Settler.born(
        Obj.builder()
            .put("apiVersion", "coordination.k8s.io/v1")
            .put("kind", "Lease")
            .put("metadata", Obj.builder().put("name", name).put("namespace", namespace).build())
            .put(
                "spec",
                Obj.builder()
                    .put("holderIdentity", holder)
                    .put("leaseDurationSeconds", duration)
                    .put("renewTime", at)
                    .build())
            .build());
  }

  NodeView node(String name) {
    return nodes.getOrDefault(name, NodeView.of(Obj.EMPTY));
  }

  /// The nodes a DaemonSet's Pods go to.
  List<String> forDaemons(Obj podSpec) {
    return nodes.values().stream()
        .filter(n -> n.isSelectedBy(podSpec) && tolerates(n, podSpec))
        .map(NodeView::name)
        .toList();
  }

  private static boolean tolerates(NodeView node, Obj podSpec) {
    return node.taints().stream()
        .filter(t -> !t.key().startsWith("node.kubernetes.io/"))
        .allMatch(t ->
            podSpec.arr("tolerations").objects().stream()
                .anyMatch(o -> o.str("key").isEmpty() || o.str("key").equals(t.key())));
  }

  /// Where a Pod goes; empty if nowhere.
  String place(Obj podSpec) {
    List<String> fit =
        nodes.values().stream()
            .filter(n -> n.isSelectedBy(podSpec) && tolerates(n, podSpec) && fits(podSpec))
            .map(NodeView::name)
            .toList();
    return fit.isEmpty() ? "" : fit.get(turn++ % fit.size());
  }

  private static boolean fits(Obj podSpec) {
    double cpu = 0;
    double gib = 0;
    for (Obj container : podSpec.arr("containers").objects()) {
      Obj requests = container.obj("resources").obj("requests");
      String asked =
          requests.get("cpu") instanceof Str s
              ? s.value()
              : String.valueOf(requests.integer("cpu", 0));
      cpu +=
          asked.endsWith("m")
              ? Double.parseDouble(asked.replace("m", "")) / 1000
              : Double.parseDouble(asked);
      String memory = requests.str("memory");
      gib += memory.endsWith("Gi") ? Double.parseDouble(memory.replace("Gi", "")) : 0;
    }
    return cpu <= 4 && gib <= 16;
  }

  /// Why no node takes a Pod, as the scheduler says it.
  String whyNot(Obj podSpec) {
    String tail =
        " preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.";
    String taint = "1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }";
    if (!fits(podSpec)) {
      boolean memory =
          podSpec.toString().contains("Gi\"") && !podSpec.toString().contains("\"cpu\":\"64\"");
      return "0/4 nodes are available: "
          + taint
          + ", 3 Insufficient "
          + (memory ? "memory" : "cpu")
          + "."
          + " preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims"
          + " found for incoming pod.";
    }
    return "0/4 nodes are available: "
        + taint
        + ", 3 node(s) didn't match Pod's node affinity/selector."
        + tail;
  }

  /// The next address on a node.
  List<String> address(String node) {
    int last = addresses.merge(node, 1, Integer::sum) + 1;
    int number = List.copyOf(nodes.keySet()).indexOf(node);
    String ip = "10.244." + number + "." + last;
    return world.dual && !world.podsOfOneFamily
        ? List.of(ip, "fd00:10:244:" + number + "::" + Integer.toHexString(last))
        : List.of(ip);
  }

  List<NodeView> all() {
    return List.copyOf(nodes.values());
  }
}
