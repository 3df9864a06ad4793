package io.binnacle.doctor.check.select;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;

/// Services whose selector meets nothing: no Pod, and no workload that would make one.
final class Unselected {
  private Unselected() {}

  static boolean is(ServiceView service, Evidence seen) {
    if (!Selection.isFor(service)) {
      return false;
    }
    Selection selection = Selection.of(service, seen);
    return selection.pods().stream().allMatch(pod -> isLeftOfJob(pod, seen))
        && selection.makers().stream().allMatch(w -> w.is("Job"));
  }

  private static boolean isLeftOfJob(PodView pod, Evidence seen) {
    if (!pod.isTerminal()) {
      return false;
    }
    Workload workload = seen.workloadOf(pod);
    return workload != null && workload.is("Job");
  }
}
