package io.binnacle.doctor.check.external;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;

/// An ExternalName Service for HTTPS: the certificate outside carries the name outside, not the Service's. Clients that check it refuse.
final class ExternalNameTls implements Check.OfService {
  @Override
  public String id() {
    return "external-name-tls";
  }

  @Override
  public Step step() {
    return Step.PORTS;
  }

  @Override
  public Set<String> after() {
    return Set.of("external-name-address", "external-name-loop", "external-name-dangling");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.isExternalName()
        || service.externalName().isEmpty()
        || Alias.of(service).isInCluster(seen)
        || service.ports().stream().noneMatch(ExternalNameTls::isTls)) {
      return Finding.FINE;
    }
    Spot at = Alias.spot(service);
    return new Finding.Broken(
        Severity.NOTE,
        at.object(),
        at.field(),
        "The certificate of "
            + service.externalName()
            + " will not carry the name "
            + service.name()
            + ": a client that checks it has to be told the name outside.",
        List.of(at.shows(service.externalName())),
        Remedy.byHand(
            "Let clients ask for "
                + service.externalName()
                + " as TLS server name and in the Host header, or have them use that name itself."));
  }

  private static boolean isTls(ServiceView.Port port) {
    return port.port() == 443
        || port.name().equals("https")
        || "https".equalsIgnoreCase(port.appProtocol());
  }
}
