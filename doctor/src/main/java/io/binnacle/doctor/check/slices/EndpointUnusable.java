package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Claims;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An endpoint written by hand at an address where no packet can arrive: of a Service, of the loopback interface, of a link.
final class EndpointUnusable implements Check.OfService {
  private static final ObjectKey API = new ObjectKey("default", "kubernetes");

  @Override
  public String id() {
    return "endpoint-unusable";
  }

  @Override
  public Step step() {
    return Step.ENDPOINTS;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (service.isExternalName() || service.key().equals(API)) {
      return Finding.FINE;
    }
    for (Listed one : Listed.of(service, seen)) {
      IpAddress address = IpAddress.parse(one.address());
      String why = address == null || !one.ready() ? null : why(service, one, address, seen);
      if (why != null) {
        return broken(service, one, why);
      }
    }
    return Finding.FINE;
  }

  private static @Nullable String why(
      ServiceView service, Listed one, IpAddress address, Evidence seen) {
    if (address.isLoopback()) {
      return "is the loopback address: everybody would reach himself";
    }
    if (address.isUnspecified()) {
      return "is no address of any machine";
    }
    if (address.isLinkLocalUnicast()) {
      return "is a link-local address, which is not routed between nodes";
    }
    if (address.isMulticast()) {
      return "is a multicast address";
    }
    if (!service.hasClusterIp()) {
      return null; // clients are given the address itself, which leads on to the other Service
    }
    for (ServiceView other : seen.claimants(Claims.clusterIp(one.address()))) {
      return other.key().equals(service.key())
          ? "is the address of the Service itself"
          : "is the address of Service " + other.key() + ", and addresses are translated only once";
    }
    return null;
  }

  private static Finding broken(ServiceView service, Listed one, String why) {
    boolean slice = one.object().kind().equals("EndpointSlice");
    String instead =
        why.contains("translated")
            ? "Use the addresses of the Pods behind that Service, or make this Service one of type ExternalName that names it."
            : "Write the address of the machine that serves.";
    return new Finding.Broken(
        Severity.ERROR,
        one.object(),
        slice ? one.path() + ".addresses[0]" : one.path() + ".ip",
        "Endpoint %s of Service %s %s.".formatted(one.place(), service.key(), why),
        List.of(
            new Proof(one.object(), one.path(), one.address()),
            new Proof(
                ObjectRef.service(service.key()),
                "spec.clusterIPs",
                String.join(", ", service.clusterIps()))),
        Remedy.byHand(instead));
  }
}
