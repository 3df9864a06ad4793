package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.rollout.Addresses;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A cluster address outside the ranges the cluster gives out.
final class ClusterIpRange implements Check.OfService {
  @Override
  public String id() {
    return "cluster-ip-range";
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
    Set<Cidr> ranges = ranges(seen);
    for (String text : service.clusterIps()) {
      IpAddress address = IpAddress.parse(text);
      if (address != null
          && !isMadeUp(address, seen)
          && ranges.stream().anyMatch(range -> range.family() == address.family())
          && ranges.stream().noneMatch(range -> range.contains(address))) {
        return broken(service, text, ranges, seen);
      }
    }
    return Finding.FINE;
  }

  /// Whether nobody but this program gave the Service its address: in manifests, or in thought after a remedy.
  private static boolean isMadeUp(IpAddress address, Evidence seen) {
    boolean thought = Cidr.of("198.18.0.0/15").contains(address);
    boolean planned = seen.facts().origin() == Origin.MANIFESTS;
    return (thought || planned) && Addresses.mayBeMadeUp(address);
  }

  /// The ranges known, however: a flag of the API server, or ServiceCIDR objects, which may add to it.
  private static Set<Cidr> ranges(Evidence seen) {
    Set<Cidr> out = new TreeSet<>(seen.facts().serviceRanges());
    for (Obj object : seen.glimpse(ResourceName.SERVICE_CIDRS)) {
      for (String text : object.obj("spec").arr("cidrs").strings()) {
        Cidr range = Cidr.parse(text);
        if (range != null) {
          out.add(range);
        }
      }
    }
    return out;
  }

  private static Finding broken(
      ServiceView service, String address, Set<Cidr> ranges, Evidence seen) {
    ObjectRef ref = ObjectRef.service(service.key());
    boolean planned = seen.facts().origin() == Origin.MANIFESTS;
    return new Finding.Broken(
        planned ? Severity.ERROR : Severity.WARNING,
        ref,
        "spec.clusterIP",
        "Service %s has the address %s, which is in none of the ranges for Services (%s)%s."
            .formatted(
                service.key(),
                address,
                Words.list(ranges),
                planned
                    ? ": the API refuses it"
                    : ": it is not kept free for it, and routes and rules made for the ranges miss it"),
        List.of(new Proof(ref, "spec.clusterIP", address)),
        planned
            ? Remedy.of(
                "Leave the address to the cluster.",
                Change.Patch.merge(
                    ref, Obj.of("spec", Obj.of("clusterIP", Null.NULL, "clusterIPs", Null.NULL))))
            : Remedy.byHand(
                "Delete the Service and make it anew without clusterIP, or add a ServiceCIDR that contains the address."));
  }
}
