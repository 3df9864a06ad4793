package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;

/// The readiness probe asks at a port that no container has.
final class ReadinessWrongPort extends TroubleCheck {
  ReadinessWrongPort() {
    super("readiness-wrong-port", Step.READINESS, Trouble.WRONG_PORT, "asked at a wrong port");
  }

  /// Of manifests all Pods count as ready; of these none will be.
  @Override
  Severity severity(Backends backends) {
    return backends.with(Trouble.WRONG_PORT).size() == backends.pods().size()
        ? Severity.ERROR
        : backends.severity();
  }
}
