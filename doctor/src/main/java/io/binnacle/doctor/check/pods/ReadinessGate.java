package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;

/// The containers are ready, but a condition named in `readinessGates` is not true.
final class ReadinessGate extends TroubleCheck {
  ReadinessGate() {
    super("readiness-gate", Step.READINESS, Trouble.GATE, "held back by a readiness gate");
  }

  @Override
  boolean isFine(ServiceView service, Backends backends, Evidence seen) {
    return service.isHeadless() && service.publishNotReadyAddresses();
  }
}
