package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// A node port outside the range the cluster gives out.
final class NodePortRange implements Check.OfService {
  @Override
  public String id() {
    return "node-port-range";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    int first = seen.facts().nodePortFirst(), last = seen.facts().nodePortLast();
    if (first == 0 || last < first || !service.isExternallyAccessible()) {
      return Finding.FINE;
    }
    List<ServiceView.Port> ports = service.ports();
    for (int i = 0; i < ports.size(); i++) {
      int number = ports.get(i).nodePort();
      if (number != 0 && (number < first || number > last)) {
        return broken(service, i, seen, number + " is outside " + first + "-" + last);
      }
    }
    return Finding.FINE;
  }

  private static Finding broken(ServiceView service, int index, Evidence seen, String what) {
    ObjectRef ref = ObjectRef.service(service.key());
    String field = "spec.ports[" + index + "].nodePort";
    boolean planned = seen.facts().origin() == Origin.MANIFESTS;
    return new Finding.Broken(
        planned ? Severity.ERROR : Severity.WARNING,
        ref,
        field,
        "Node port of Service %s: %s, the range of node ports; %s."
            .formatted(
                service.key(),
                what,
                planned
                    ? "the API refuses it"
                    : "the number is not kept free for it, and what lets node ports in may not know it"),
        List.of(new Proof(ref, field, what)),
        Remedy.of(
            "Take the number away, so that the Service is given one in the range.",
            Spot.of(ref, field).remove()));
  }
}
