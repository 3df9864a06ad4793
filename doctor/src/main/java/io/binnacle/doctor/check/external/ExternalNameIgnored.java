package io.binnacle.doctor.check.external;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;

/// An ExternalName Service with a selector or external addresses, which have no effect.
final class ExternalNameIgnored implements Check.OfService {
  @Override
  public String id() {
    return "external-name-ignored";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Set<String> after() {
    return Set.of("external-name-address");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.isExternalName()) {
      return Finding.FINE;
    }
    if (!service.externalIps().isEmpty()) {
      return broken(
          service,
          Severity.WARNING,
          "externalIPs",
          Words.list(service.externalIps()),
          "Nobody answers at these addresses for it.");
    }
    if (service.hasSelector()) {
      return broken(
          service,
          Severity.NOTE,
          "selector",
          service.object().obj("spec").obj("selector").toString(),
          "Its clients go to " + service.externalName() + ", not to Pods.");
    }
    return Finding.FINE;
  }

  private static Finding broken(
      ServiceView service, Severity severity, String field, String shows, String so) {
    ObjectRef object = ObjectRef.service(service.key());
    Spot at = Spot.spec(object).in(field);
    return new Finding.Broken(
        severity,
        object,
        at.field(),
        "The Service is of type ExternalName, so " + field + " has no effect. " + so,
        List.of(at.shows(shows)),
        Remedy.of(
            "Take " + field + " away, or make it a Service of another type.",
            Change.Patch.merge(object, Obj.of("spec", Obj.of(field, Null.NULL)))));
  }
}
