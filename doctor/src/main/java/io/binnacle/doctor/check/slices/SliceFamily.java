package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// Endpoints written by hand, all of an address family the Service does not have, or names instead of addresses.
final class SliceFamily implements Check.OfService {
  @Override
  public String id() {
    return "slice-family";
  }

  @Override
  public Step step() {
    return Step.ENDPOINTS;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (service.hasSelector() || service.isExternalName()) {
      return Finding.FINE;
    }
    List<Listed> listed = Listed.of(service, seen);
    boolean usable = listed.stream().anyMatch(one -> isUsable(service, one));
    return listed.isEmpty() || usable ? Finding.FINE : broken(service, listed.getFirst());
  }

  private static boolean isUsable(ServiceView service, Listed one) {
    if (one.family().equals("FQDN")) {
      return false;
    }
    // Without a virtual address, the DNS answers with whatever there is.
    return !service.hasClusterIp()
        || service.clusterIps().stream()
            .anyMatch(ip -> ip.contains(":") == one.family().equals("IPv6"));
  }

  private static Finding broken(ServiceView service, Listed one) {
    boolean named = one.family().equals("FQDN");
    String says =
        named
            ? "The endpoints of Service %s are names (%s in %s): neither the DNS nor a proxy uses those."
                .formatted(service.key(), one.address(), one.object())
            : "Service %s has the address %s, but its endpoints in %s are %s (%s): a connection cannot go from one to the other."
                .formatted(
                    service.key(),
                    Words.list(service.clusterIps()),
                    one.object(),
                    one.family(),
                    one.address());
    List<Proof> because =
        List.of(
            new Proof(one.object(), named ? "addressType" : one.path(), one.address()),
            new Proof(
                ObjectRef.service(service.key()),
                "spec.clusterIPs",
                Words.list(service.clusterIps())));
    boolean slice = one.object().kind().equals("EndpointSlice");
    return new Finding.Broken(
        Severity.ERROR,
        one.object(),
        slice ? "addressType" : one.path() + ".ip",
        says,
        because,
        Remedy.byHand(
            named
                ? "Make the Service one of type ExternalName, or write a slice with the addresses behind the name."
                : "Write a slice with addresses of the Service's family, or make the Service anew with the family of its endpoints."));
  }
}
