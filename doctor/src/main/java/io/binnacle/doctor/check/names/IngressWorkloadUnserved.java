package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;

/// An Ingress leads to a Service that does not exist and has the name of a workload, which it was to make reachable.
final class IngressWorkloadUnserved implements Check.OfWorkload {
  @Override
  public String id() {
    return "ingress-service-missing";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    return IngressBackends.finding(
        IngressBackends.faults(workload.namespace(), seen).stream()
            .filter(fault -> fault.named().equals(workload.key()))
            .filter(fault -> IngressBackends.isCarried(fault, seen))
            .toList(),
        Severity.ERROR);
  }
}
