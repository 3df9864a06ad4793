package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import java.util.Set;

/// The Service that governs a StatefulSet has an address of its own: its name leads to one Pod at a time, and whether single Pods have
/// names depends on the DNS.
///
/// A note only where there is one Pod and nobody names it.
final class HeadlessExpected implements Check.OfService {
  @Override
  public String id() {
    return "headless-expected";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Set<String> after() {
    return Set.of("selector-near-miss", "selector-other-namespace", "selector-no-pods");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.hasClusterIp() || !service.hasSelector()) {
      return Finding.FINE;
    }
    for (Workload set : Governing.governed(service, seen)) {
      // Where another Service is headless, the StatefulSet names the wrong one:
      // governing-service-mismatch.
      if (Governing.selects(service, set) && Governing.headless(set, seen).isEmpty()) {
        return broken(service, set, seen);
      }
    }
    return Finding.FINE;
  }

  private static Finding broken(ServiceView service, Workload set, Evidence seen) {
    Spot at = Spot.spec(ObjectRef.service(service.key())).in("clusterIP");
    boolean named = Governing.namesEndpoints(set, service.name(), seen);
    boolean minds = set.replicas() > 1 || named;
    boolean translates =
        service.ports().stream()
            .anyMatch(p ->
                !p.targetPort().equals(new TargetPort.Numbered(p.port())) && isElsewhere(p, set));
    boolean plain = service.type() == ServiceView.Type.CLUSTER_IP && !translates;
    return new Finding.Broken(
        minds ? Severity.WARNING : Severity.NOTE,
        at.object(),
        at.field(),
        set.ref()
            + " has "
            + service.name()
            + " as serviceName, which is not headless: the name leads to "
            + service.clusterIp()
            + ", not to the addresses of the Pods, and names like "
            + set.key().name()
            + "-0."
            + service.name()
            + " are not promised to exist.",
        List.of(
            at.shows(service.clusterIp()),
            new Proof(set.ref(), "spec.serviceName", service.name())),
        plain && minds
            ? Remedy.byHand(
                "Make the Service anew with clusterIP: None, or leave it and give the StatefulSet a headless one beside it.")
            : Remedy.byHand(
                "Create a headless Service beside it, and make the StatefulSet anew with that as serviceName."));
  }

  /// Whether a port leads to another number by name.
  private static boolean isElsewhere(ServiceView.Port port, Workload set) {
    Integer number = new PodView(set.template()).resolve(port.targetPort(), port.protocol());
    return number == null || number != port.port();
  }
}
