package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.finding.Step;

/// A ConfigMap, a Secret, a key or a volume that the Pods need is missing.
final class PodsConfigMissing extends TroubleCheck {
  PodsConfigMissing() {
    super("pods-config-missing", Step.PODS, Trouble.CONFIG, "waiting for configuration");
  }
}
