package io.binnacle.control.replicaset;

import io.binnacle.control.workload.Conditions;
import io.binnacle.control.workload.Workloads;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `status` of a ReplicaSet should say.
final class ReplicaSetStatus {
  private static final String REPLICA_FAILURE = "ReplicaFailure";

  private ReplicaSetStatus() {}

  /// The status for the Pods as they were seen.
  ///
  /// @param failure why Pods could not be created or deleted just now, null if they could
  static Obj of(Observed seen, @Nullable String failure) {
    WorkloadView set = seen.replicaSet();
    List<PodView> pods = seen.pods();
    Map<String, String> template = set.template().obj("metadata").obj("labels").stringMap();
    Obj status = set.object().obj("status").with("replicas", pods.size());
    status =
        count(
            status,
            "fullyLabeledReplicas",
            pods.stream()
                .filter(p -> p.labels().entrySet().containsAll(template.entrySet()))
                .count());
    status = count(status, "readyReplicas", pods.stream().filter(PodView::isReady).count());
    status =
        count(
            status,
            "availableReplicas",
            pods.stream()
                .filter(p -> Workloads.isAvailable(p, set.minReadySeconds(), seen.now()))
                .count());
    status = count(status, "observedGeneration", set.generation());
    return withFailure(status, seen, pods.size() - set.replicas(), failure);
  }

  /// A failure that is on record already keeps its words and its time.
  private static Obj withFailure(Obj status, Observed seen, int tooMany, @Nullable String failure) {
    if (failure == null) {
      return Conditions.remove(status, REPLICA_FAILURE);
    }
    if (Conditions.find(status, REPLICA_FAILURE) != null) {
      return status;
    }
    String reason = tooMany < 0 ? "FailedCreate" : tooMany > 0 ? "FailedDelete" : "";
    return Conditions.put(
        status, Conditions.condition(REPLICA_FAILURE, "True", reason, failure, seen.now()));
  }

  private static Obj count(Obj status, String field, long value) {
    return status.withOrWithout(field, value == 0 ? null : Int.of(value));
  }
}
