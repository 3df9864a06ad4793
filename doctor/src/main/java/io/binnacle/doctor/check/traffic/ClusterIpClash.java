package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Claims;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// A cluster address that another Service has.
final class ClusterIpClash implements Check.OfService {
  @Override
  public String id() {
    return "cluster-ip-clash";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (service.isExternalName() || !service.hasClusterIp()) {
      return Finding.FINE;
    }
    for (String address : service.clusterIps()) {
      ServiceView first = Rivals.before(service, Claims.clusterIp(address), seen);
      if (first != null) {
        return broken(service, address, first, seen);
      }
    }
    return Finding.FINE;
  }

  private static Finding broken(
      ServiceView service, String address, ServiceView first, Evidence seen) {
    ObjectRef ref = ObjectRef.service(service.key());
    Remedy remedy =
        seen.facts().origin() == Origin.MANIFESTS
            ? Remedy.of(
                "Leave the address to the cluster.",
                Change.Patch.merge(
                    ref, Obj.of("spec", Obj.of("clusterIP", Null.NULL, "clusterIPs", Null.NULL))))
            : Remedy.byHand(
                "Delete the Service and make it anew without clusterIP; an address cannot be changed.");
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        "spec.clusterIP",
        "Service %s has the address %s, and so has Service %s: connections to one end at the other."
            .formatted(service.key(), address, first.key()),
        List.of(
            new Proof(ref, "spec.clusterIP", address),
            new Proof(ObjectRef.service(first.key()), "spec.clusterIP", address)),
        remedy);
  }
}
