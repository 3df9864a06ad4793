package io.binnacle.control.scheduler;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Chooses a node for one Pod: of those that fit, the one with the fewest Pods, then the first by name.
///
/// Looks at readiness, cordons, taints, node selector, required node affinity, and room for Pods, CPU and memory. Says
/// nothing about affinity between Pods, topology spread, volumes or preemption.
final class Placement {
  private Placement() {}

  /// What became of one Pod.
  ///
  /// @param node where it goes; null if it fits nowhere
  /// @param why for people if it fits nowhere, as upstream words it
  record Choice(@Nullable String node, String why) {}

  /// Chooses among `nodes`, which are sorted by name.
  static Choice choose(PodView pod, List<NodeView> nodes, NodeLoads loads) {
    if (nodes.isEmpty()) {
      return new Choice(null, "no nodes available to schedule pods");
    }
    NodeLoads.Load wanted = NodeLoads.Load.of(pod);
    Map<String, Integer> reasons = new TreeMap<>();
    NodeView best = null;
    long fewest = Long.MAX_VALUE;
    for (NodeView node : nodes) {
      String trouble = trouble(pod, wanted, node, loads);
      if (!trouble.isEmpty()) {
        reasons.merge(trouble, 1, Integer::sum);
      } else if (loads.of(node.name()).pods() < fewest) {
        fewest = loads.of(node.name()).pods();
        best = node;
      }
    }
    if (best != null) {
      return new Choice(best.name(), "");
    }
    StringBuilder why = new StringBuilder("0/" + nodes.size() + " nodes are available: ");
    reasons.forEach((reason, count) -> why.append(count).append(' ').append(reason).append(", "));
    why.setLength(why.length() - 2);
    return new Choice(null, why.append('.').toString());
  }

  private static String trouble(
      PodView pod, NodeLoads.Load wanted, NodeView node, NodeLoads loads) {
    Obj spec = pod.object().obj("spec");
    if (node.isUnschedulable()
        && !tolerates(spec, "node.kubernetes.io/unschedulable", "", "NoSchedule")) {
      return "node(s) were unschedulable";
    }
    for (NodeView.Taint taint : node.taints()) {
      boolean matters = taint.effect().equals("NoSchedule") || taint.effect().equals("NoExecute");
      if (matters && !tolerates(spec, taint.key(), taint.value(), taint.effect())) {
        return "node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}";
      }
    }
    if (!node.isReady()) {
      return "node(s) were not ready";
    }
    if (!node.isSelectedBy(spec)) {
      return "node(s) didn't match Pod's node affinity/selector";
    }
    NodeLoads.Load room = NodeLoads.Load.allocatable(node).minus(loads.of(node.name()));
    if (room.pods() < 1) {
      return "Too many pods";
    }
    if (wanted.milliCpu() > room.milliCpu()) {
      return "Insufficient cpu";
    }
    return wanted.memory() > room.memory() ? "Insufficient memory" : "";
  }

  private static boolean tolerates(Obj spec, String key, String value, String effect) {
    for (Obj toleration : spec.arr("tolerations").objects()) {
      boolean sameEffect =
          toleration.str("effect").isEmpty() || toleration.str("effect").equals(effect);
      boolean exists = toleration.str("operator").equals("Exists");
      boolean sameKey =
          toleration.str("key").equals(key) || toleration.str("key").isEmpty() && exists;
      if (sameEffect && sameKey && (exists || toleration.str("value").equals(value))) {
        return true;
      }
    }
    return false;
  }
}
