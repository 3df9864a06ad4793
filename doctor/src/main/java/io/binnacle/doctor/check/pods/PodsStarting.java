package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The Pods are on their way, and there is none yet that answers.
final class PodsStarting extends TroubleCheck {
  PodsStarting() {
    super("pods-starting", Step.READINESS, Trouble.STARTING, "starting");
  }

  @Override
  public Set<String> after() {
    Set<String> all = new HashSet<>(super.after());
    all.addAll(
        List.of(
            "pods-unschedulable",
            "pods-image",
            "pods-crash-looping",
            "pods-config-missing",
            "pods-init-stuck",
            "pods-node-lost",
            "readiness-wrong-port",
            "readiness-failing",
            "readiness-gate"));
    return all;
  }

  /// Pods come and go; it matters if nobody else answers, and answers are expected.
  @Override
  boolean isFine(ServiceView service, Backends backends, Evidence seen) {
    return backends.ready() > 0 || (service.isHeadless() && service.publishNotReadyAddresses());
  }

  @Override
  Severity severity(Backends backends) {
    return Severity.WARNING;
  }
}
