package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.model.view.PodView;
import java.util.List;

/// What is wrong with one Pod.
///
/// @param pod the Pod
/// @param trouble what keeps it from being ready
/// @param place what a person would edit
/// @param detail a clause that says more: *container web, image web:1.2: not found*
/// @param hint the imperative sentence that mends it
/// @param changes what does that; empty if it is not certain
record Ailment(
    PodView pod, Trouble trouble, Spot place, String detail, String hint, List<Change> changes) {
  Ailment {
    changes = List.copyOf(changes);
  }

  Ailment(PodView pod, Trouble trouble, Spot place, String detail, String hint) {
    this(pod, trouble, place, detail, hint, List.of());
  }

  /// A Pod that may only need a little longer.
  static Ailment starting(PodView pod, String detail, Evidence seen) {
    return new Ailment(
        pod,
        Trouble.STARTING,
        Places.ofSpec(pod, "", seen),
        detail,
        "Wait a little and look again.");
  }
}
