package io.binnacle.control.statefulset;

import io.binnacle.control.workload.Workloads;
import io.binnacle.model.view.PodView;
import java.time.Instant;

/// How a Pod is, as far as the order of a StatefulSet goes by it.
///
/// @param minReadySeconds how long a Pod must have been ready to count
/// @param now the time of the look
record Health(int minReadySeconds, Instant now) {
  /// Whether the Pod runs and says it is ready.
  static boolean isReady(PodView pod) {
    return pod.phase().equals("Running") && pod.isReady();
  }

  /// Whether the Pod has been ready long enough, deleting or not.
  boolean isAvailable(PodView pod) {
    return isReady(pod) && Workloads.isAvailable(pod, minReadySeconds, now);
  }

  /// Whether nothing has to wait for this Pod.
  boolean isFine(PodView pod) {
    return isAvailable(pod) && !pod.isTerminating();
  }
}
