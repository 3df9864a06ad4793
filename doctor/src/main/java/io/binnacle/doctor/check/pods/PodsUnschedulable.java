package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.finding.Step;

/// No node takes the Pods: they want more than is free, or their placing rules fit nowhere.
final class PodsUnschedulable extends TroubleCheck {
  PodsUnschedulable() {
    super("pods-unschedulable", Step.PODS, Trouble.UNSCHEDULABLE, "waiting for a node");
  }
}
