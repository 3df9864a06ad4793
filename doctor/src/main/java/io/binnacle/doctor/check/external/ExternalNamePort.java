package io.binnacle.doctor.check.external;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.IntOrString;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import java.util.Set;

/// An ExternalName Service with a port that is to lead to another: nothing translates it, since clients connect to the application
/// outside themselves. Silent where an Ingress uses the Service, since its controller may read `targetPort`.
final class ExternalNamePort implements Check.OfService {
  @Override
  public String id() {
    return "external-name-port";
  }

  @Override
  public Step step() {
    return Step.PORTS;
  }

  @Override
  public Set<String> after() {
    return Set.of("external-name-address", "external-name-loop");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.isExternalName() || isUsedByIngress(service, seen)) {
      return Finding.FINE;
    }
    List<ServiceView.Port> ports = service.ports();
    for (int i = 0; i < ports.size(); i++) {
      if (!ports.get(i).targetPort().equals(new TargetPort.Numbered(ports.get(i).port()))) {
        return broken(service, i);
      }
    }
    return Finding.FINE;
  }

  private static boolean isUsedByIngress(ServiceView service, Evidence seen) {
    String name = "\"name\":\"" + service.name() + "\"";
    return seen.glimpse(Kinds.INGRESSES).stream()
        .filter(i -> i.obj("metadata").str("namespace").equals(service.namespace()))
        .anyMatch(i -> i.obj("spec").toString().contains(name));
  }

  private static Finding broken(ServiceView service, int index) {
    ServiceView.Port port = service.ports().get(index);
    Spot at = Spot.spec(ObjectRef.service(service.key())).in("ports").at(index);
    Value target =
        switch (port.targetPort()) {
          case TargetPort.Numbered(int number) -> Int.of(number);
          case TargetPort.Named(String name) -> Str.of(name);
        };
    String to = IntOrString.text(target);
    return new Finding.Broken(
        Severity.WARNING,
        at.object(),
        at.in("targetPort").field(),
        "Port "
            + port.port()
            + " is to lead to "
            + to
            + ", but an ExternalName Service is a name only and translates no ports: clients of "
            + service.name()
            + ":"
            + port.port()
            + " connect to "
            + service.externalName()
            + ":"
            + port.port()
            + ".",
        List.of(at.in("targetPort").shows(to)),
        target instanceof Int
            ? at.in("port").remedy("Let clients connect to " + to + ", and say so in port.", target)
            : Remedy.byHand("Take targetPort away, and let clients connect to the port outside."));
  }
}
