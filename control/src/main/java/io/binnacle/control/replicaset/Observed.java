package io.binnacle.control.replicaset;

import io.binnacle.client.cache.Snapshot;
import io.binnacle.control.workload.Claims;
import io.binnacle.control.workload.Owned;
import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the planner looks at: one ReplicaSet and the Pods that bear on it, from one snapshot.
///
/// @param replicaSet the ReplicaSet
/// @param claims its Pods and those that change hands; only Pods that are neither at their end nor being deleted
/// @param siblings Pods of every ReplicaSet with the same controller, its own included; they tell how crowded a node is
/// @param now the time of the look
public record Observed(
    WorkloadView replicaSet, Claims claims, List<PodView> siblings, Instant now) {

  /// What `snapshot` holds about `replicaSet`; null if its selector cannot be read.
  static @Nullable Observed of(Obj replicaSet, Snapshot snapshot, Instant now) {
    LabelSelector selector = Workloads.selector(replicaSet);
    if (selector == null) {
      return null;
    }
    List<Obj> active =
        Owned.candidates(replicaSet, ResourceName.PODS, snapshot).stream()
            .filter(pod -> PodView.of(pod).isActive())
            .toList();
    return new Observed(
        WorkloadView.of(replicaSet),
        Claims.of(replicaSet, selector, active),
        siblings(replicaSet, snapshot),
        now);
  }

  /// The Pods that count: owned from now on.
  List<PodView> pods() {
    return claims.owned().stream().map(PodView::of).toList();
  }

  private static List<PodView> siblings(Obj replicaSet, Snapshot snapshot) {
    Obj controller = Meta.controllerOf(replicaSet);
    List<Obj> sets =
        controller == null
            ? List.of(replicaSet)
            : Owned.by(controller.str("uid"), ResourceName.REPLICA_SETS, snapshot);
    List<PodView> out = new ArrayList<>();
    for (Obj set : sets) {
      Owned.by(Meta.uid(set), ResourceName.PODS, snapshot).forEach(p -> out.add(PodView.of(p)));
    }
    return out;
  }
}
