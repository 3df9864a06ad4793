package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Claims;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.ServicePlanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// An address and port from outside that another Service answers on.
final class ExternalIpClash implements Check.OfService {
  @Override
  public String id() {
    return "external-ip-clash";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.isExternallyAccessible() || !ServicePlanner.serves(service)) {
      return Finding.FINE;
    }
    List<String> external = service.externalIps();
    Set<String> addresses = new LinkedHashSet<>(external);
    addresses.addAll(service.virtualIngress());
    for (String address : addresses) {
      int index = external.indexOf(address);
      String field = index < 0 ? "status.loadBalancer.ingress" : "spec.externalIPs[" + index + "]";
      for (ServiceView owner : seen.claimants(Claims.clusterIp(address))) {
        if (!owner.key().equals(service.key())) {
          return broken(service, field, address + " is the cluster address of", owner);
        }
      }
      for (ServiceView.Port port : service.ports()) {
        String claim = Claims.outside(address, port.protocol(), port.port());
        ServiceView first = Rivals.before(service, claim, seen);
        if (first != null && ServicePlanner.serves(first)) {
          String where = Words.place(address, port.port()) + "/" + port.protocol();
          return broken(service, field, where + " is answered by", first);
        }
      }
    }
    return Finding.FINE;
  }

  private static Finding broken(ServiceView service, String field, String what, ServiceView other) {
    ObjectRef ref = ObjectRef.service(service.key());
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        field,
        "Service %s wants an address from outside that is taken: %s Service %s, so connections meant for one end at the other."
            .formatted(service.key(), what, other.key()),
        List.of(
            new Proof(ref, field, what),
            new Proof(ObjectRef.service(other.key()), "spec", "has the same")),
        Remedy.byHand("Give one of them another address or another port."));
  }
}
