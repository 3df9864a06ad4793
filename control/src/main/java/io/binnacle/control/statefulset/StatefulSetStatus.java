package io.binnacle.control.statefulset;

import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.util.Set;

/// What `status` of a StatefulSet should say.
final class StatefulSetStatus {
  private StatefulSetStatus() {}

  /// The status for the Pods as they were seen.
  ///
  /// @param replaced Pods about to be deleted for an update, which count as neither current nor updated any more
  static Obj of(Observed seen, Revisions revisions, Set<String> replaced) {
    WorkloadView set = seen.set();
    String currentRevision = Meta.name(revisions.current());
    String updateRevision = Meta.name(revisions.update());
    int ready = 0;
    int available = 0;
    int current = 0;
    int updated = 0;
    for (PodView pod : seen.ownPods()) {
      if (Health.isReady(pod)) {
        ready++;
        available += Workloads.isAvailable(pod, set.minReadySeconds(), seen.now()) ? 1 : 0;
      }
      if (!pod.isTerminating() && !replaced.contains(pod.name())) {
        String revision = Identity.revisionOf(pod);
        current += revision.equals(currentRevision) ? 1 : 0;
        updated += revision.equals(updateRevision) ? 1 : 0;
      }
    }
    int replicas = seen.ownPods().size();
    boolean rolling =
        set.object().obj("spec").obj("updateStrategy").str("type").equals("RollingUpdate");
    if (rolling
        && updated == set.replicas()
        && ready == set.replicas()
        && replicas == set.replicas()) {
      current = updated;
      currentRevision = updateRevision;
    }
    Obj status =
        set.object()
            .obj("status")
            .with("replicas", replicas)
            .with("availableReplicas", available)
            .with("collisionCount", set.statusCount("collisionCount"))
            .with("currentRevision", currentRevision)
            .with("updateRevision", updateRevision);
    status = count(status, "observedGeneration", set.generation());
    status = count(status, "readyReplicas", ready);
    status = count(status, "currentReplicas", current);
    return count(status, "updatedReplicas", updated);
  }

  private static Obj count(Obj status, String field, long value) {
    return status.withOrWithout(field, value == 0 ? null : Int.of(value));
  }
}
