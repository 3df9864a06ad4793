package io.binnacle.control.deployment;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the planner looks at: one Deployment and what bears on it, from one snapshot.
///
/// @param deployment the Deployment
/// @param claims its ReplicaSets and those that change hands
/// @param pods the Pods of each ReplicaSet by its UID; looked up for strategy Recreate only, which waits for them to end
/// @param now the time of the look
public record Observed(
    WorkloadView deployment, Claims claims, Map<String, List<PodView>> pods, Instant now) {

  /// What `snapshot` holds about `deployment`; null if its selector cannot be read.
  static @Nullable Observed of(Obj deployment, Snapshot snapshot, Instant now) {
    LabelSelector selector = Workloads.selector(deployment);
    if (selector == null) {
      return null;
    }
    Claims claims =
        Claims.of(
            deployment,
            selector,
            Owned.candidates(deployment, ResourceName.REPLICA_SETS, snapshot));
    Map<String, List<PodView>> pods = new TreeMap<>();
    if (isRecreate(deployment)) {
      for (Obj set : claims.owned()) {
        List<Obj> own = Owned.by(Meta.uid(set), ResourceName.PODS, snapshot);
        pods.put(Meta.uid(set), own.stream().map(PodView::of).toList());
      }
    }
    return new Observed(WorkloadView.of(deployment), claims, pods, now);
  }

  /// Whether old Pods must be gone before new ones come.
  static boolean isRecreate(Obj deployment) {
    return deployment.obj("spec").obj("strategy").str("type").equals("Recreate");
  }
}
