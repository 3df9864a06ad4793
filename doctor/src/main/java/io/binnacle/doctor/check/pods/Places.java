package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.List;

/// What a person edits to change a part of a Pod: the template it was made from or, if there is none, the Pod.
final class Places {
  private Places() {}

  /// A part of the Pod's `spec`, such as `nodeSelector`; empty for the object as a whole.
  static Spot ofSpec(PodView pod, String part, Evidence seen) {
    Workload workload = seen.workloadOf(pod);
    if (workload == null || workload.is("Pod")) {
      return Spot.fixed(ObjectRef.pod(pod.key()), part.isEmpty() ? "" : "spec." + part);
    }
    String field = part.isEmpty() ? "" : workload.templatePath() + "spec." + part;
    return workload.is("Job") ? Spot.fixed(workload.ref(), field) : Spot.of(workload.ref(), field);
  }

  /// A part of a container.
  ///
  /// @param list `containers` or `initContainers`
  /// @param part such as `.image`; empty for the container
  static Spot ofContainer(PodView pod, String list, String name, String part, Evidence seen) {
    Workload workload = seen.workloadOf(pod);
    if (workload != null && !workload.is("Pod")) {
      int index = index(workload.podSpec(), list, name);
      if (index >= 0) {
        return ofSpec(pod, list + "[" + index + "]" + part, seen);
      }
    }
    // Somebody put it into the Pod after the template, as meshes do with their sidecars.
    int index = Math.max(0, index(pod.object().obj("spec"), list, name));
    return Spot.fixed(ObjectRef.pod(pod.key()), "spec." + list + "[" + index + "]" + part);
  }

  private static int index(Obj podSpec, String list, String name) {
    List<Obj> containers = podSpec.arr(list).objects();
    for (int i = 0; i < containers.size(); i++) {
      if (containers.get(i).str("name").equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
