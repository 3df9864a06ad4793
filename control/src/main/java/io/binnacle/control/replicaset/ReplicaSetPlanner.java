package io.binnacle.control.replicaset;

import io.binnacle.control.workload.Workloads;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.util.List;

/// Says which Pods a ReplicaSet should gain or lose, given those it has. Equal in, equal out; applying a plan leaves
/// nothing to plan, unless it was capped.
public final class ReplicaSetPlanner {
  /// How many Pods one plan creates or deletes at most.
  static final int BURST = 500;

  private ReplicaSetPlanner() {}

  /// The writes that bring the Pods in line. Nothing is created or deleted for a ReplicaSet that is being deleted.
  public static ReplicaSetPlan plan(Observed seen) {
    WorkloadView set = seen.replicaSet();
    List<PodView> pods = seen.pods();
    int missing = set.isDeleting() ? 0 : set.replicas() - pods.size();
    return new ReplicaSetPlan(
        seen.claims(),
        Math.clamp(missing, 0, BURST),
        newPod(set),
        missing < 0
            ? new DeletionOrder(seen.siblings(), seen.now()).first(Math.min(-missing, BURST), pods)
            : List.of());
  }

  private static Obj newPod(WorkloadView set) {
    return Workloads.newPod(set.object(), set.template())
        .change("metadata", m -> m.with("generateName", set.name() + "-"));
  }
}
