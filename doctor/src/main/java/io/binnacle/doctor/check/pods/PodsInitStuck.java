package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.finding.Step;

/// An init container fails or does not end, so the containers behind it never start.
final class PodsInitStuck extends TroubleCheck {
  PodsInitStuck() {
    super("pods-init-stuck", Step.PODS, Trouble.INIT, "held up by an init container");
  }
}
