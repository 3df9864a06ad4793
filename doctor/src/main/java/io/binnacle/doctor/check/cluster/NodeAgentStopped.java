package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.Condition;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Nodes whose agent does not report: Pods there are not started, stopped or probed any more.
final class NodeAgentStopped implements Check.OfCluster {
  private static final Duration JOINING = Duration.ofMinutes(2);

  /* Upstream's controllers give a node 40 s; half as much again is no accident. */
  private static final Duration LATE = Duration.ofSeconds(20);

  private static final Set<String> ON_PURPOSE =
      Set.of("ToBeDeletedByClusterAutoscaler", "node.kubernetes.io/out-of-service");

  private record Lost(NodeView node, boolean ready, String why, List<String> pods) {}

  @Override
  public String id() {
    return "node-agent-stopped";
  }

  @Override
  public Step step() {
    return Step.CLUSTER;
  }

  @Override
  public Finding examine(Evidence seen) {
    if (seen.facts().origin() == Origin.MANIFESTS) {
      return Finding.FINE;
    }
    Leases leases = new Leases(seen);
    Map<String, List<String>> pods = new TreeMap<>();
    Map<NodeView, String> late = new LinkedHashMap<>();
    for (NodeView node : seen.nodes()) {
      String why = isLeaving(node, seen) ? "" : why(node, leases, seen);
      if (!why.isEmpty()) {
        late.put(node, why);
        pods.put(node.name(), new ArrayList<>());
      }
    }
    if (late.isEmpty()) {
      return Finding.FINE;
    }
    file(pods, seen);
    List<Lost> lost = new ArrayList<>();
    late.forEach((node, why) ->
        lost.add(new Lost(node, node.isReady(), why, pods.getOrDefault(node.name(), List.of()))));
    return broken(lost);
  }

  private static boolean isLeaving(NodeView node, Evidence seen) {
    return Meta.isDeleting(node.object())
        || Moments.isWithin(Moments.created(node.object()), JOINING, seen)
        || node.taints().stream().anyMatch(taint -> ON_PURPOSE.contains(taint.key()));
  }

  private static String why(NodeView node, Leases leases, Evidence seen) {
    Condition ready = Condition.find(node.object(), "Ready");
    if (ready != null && !ready.isTrue()) {
      Instant since = ready.lastTransitionTime();
      if (Moments.isWithin(since, Moments.GRACE, seen)) {
        return "";
      }
      String how = Words.since(since, seen.now());
      return ready.status().equals("Unknown")
          ? "has not reported" + how
          : "says it is not ready" + how + (ready.reason().isEmpty() ? "" : ", " + ready.reason());
    }
    Duration over = leases.overForNode(node.name());
    return over.compareTo(LATE) > 0
        ? "has not renewed its lease, which ran out "
            + Words.lasting(seen.now().minus(over), seen.now())
            + " ago"
        : "";
  }

  /// Files Pods that would serve under the node they are bound to; DaemonSets have theirs everywhere.
  private static void file(Map<String, List<String>> byNode, Evidence seen) {
    for (Obj object : seen.glimpse(ResourceName.PODS)) {
      PodView pod = PodView.of(object);
      List<String> there = byNode.get(pod.nodeName());
      if (there == null || pod.isTerminal()) {
        continue;
      }
      Obj owner = pod.owner();
      boolean everywhere =
          owner != null
              && (owner.str("kind").equals("DaemonSet") || owner.str("kind").equals("Node"));
      if (!everywhere) {
        there.add(pod.key().toString());
      }
    }
  }

  private static Finding broken(List<Lost> lost) {
    Lost first =
        lost.stream().filter(one -> !one.pods.isEmpty()).findFirst().orElse(lost.getFirst());
    List<Proof> because = new ArrayList<>();
    lost.stream()
        .limit(3)
        .forEach(one ->
            because.add(
                new Proof(
                    ref(one.node),
                    one.ready ? "" : "status.conditions",
                    "node " + one.node.name() + " " + one.why)));
    String says =
        "Node %s %s: its agent (kubelet) is stopped or cut off."
            .formatted(first.node.name(), first.why);
    if (!first.pods.isEmpty()) {
      says +=
          " %s there (%s) %s not to be counted on."
              .formatted(
                  Words.count(first.pods.size(), "Pod"),
                  Words.list(first.pods),
                  first.pods.size() == 1 ? "is" : "are");
    }
    if (lost.size() > 1) {
      List<String> others =
          lost.stream().filter(one -> one != first).map(one -> one.node.name()).toList();
      says += " So it is with " + Words.list(others) + ".";
    }
    boolean failing = lost.stream().anyMatch(one -> !one.ready && !one.pods.isEmpty());
    return new Finding.Broken(
        failing ? Severity.ERROR : Severity.WARNING,
        ref(first.node),
        "",
        says,
        because,
        Remedy.byHand(
            "Look at the machine and its kubelet; if it will not be back, delete the Node."));
  }

  private static ObjectRef ref(NodeView node) {
    return new ObjectRef(ResourceName.NODES, "Node", new ObjectKey("", node.name()));
  }
}
