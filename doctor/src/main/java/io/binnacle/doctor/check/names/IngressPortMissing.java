package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;

/// An Ingress leads to a port the Service has not, or misspells its name: whoever comes that way is refused.
final class IngressPortMissing implements Check.OfService {
  @Override
  public String id() {
    return "ingress-service-missing";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    return IngressBackends.finding(
        IngressBackends.faults(service.namespace(), seen).stream()
            .filter(fault -> service.key().equals(fault.meant()))
            .toList(),
        Severity.ERROR);
  }
}
