package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;

/// A StatefulSet whose `serviceName` names no Service, and nothing that could be meant: its Pods have no names of their own.
final class GoverningServiceMissing implements Check.OfWorkload {
  @Override
  public String id() {
    return "governing-service-missing";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    String name = workload.is("StatefulSet") ? Governing.serviceName(workload) : "";
    if (name.isEmpty()
        || workload.podLabels().isEmpty()
        || seen.service(new ObjectKey(workload.namespace(), name)) != null
        || !Governing.headless(workload, seen).isEmpty()) {
      return Finding.FINE;
    }
    Spot at = new Spot(workload.ref(), "spec", "/spec", true).in("serviceName");
    boolean named = Governing.namesEndpoints(workload, name, seen);
    String pod = workload.key().name() + "-0." + name;
    return new Finding.Broken(
        named ? Severity.ERROR : Severity.WARNING,
        at.object(),
        at.field(),
        "serviceName is "
            + name
            + ", but there is no Service "
            + name
            + " in namespace "
            + workload.namespace()
            + ": names like "
            + pod
            + " do not resolve.",
        List.of(at.shows(name)),
        Remedy.of(
            "Create the headless Service " + name + ".", Governing.headlessFor(workload, name)));
  }
}
