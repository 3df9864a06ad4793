package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Claims;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// The port at which a load balancer asks nodes for their health is taken by somebody else, or there is none.
final class HealthCheckPort implements Check.OfService {
  @Override
  public String id() {
    return "health-check-port";
  }

  @Override
  public Step step() {
    return Step.ROUTING;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.needsHealthCheckNodePort()) {
      return Finding.FINE;
    }
    int port = service.healthCheckNodePort();
    ObjectRef ref = ObjectRef.service(service.key());
    if (port == 0) {
      // The API allocates one; in manifests it is left out as a rule.
      return seen.facts().origin() == Origin.MANIFESTS
          ? Finding.FINE
          : broken(
              Severity.NOTE,
              service,
              "is not set, so a load balancer cannot tell which nodes have an endpoint",
              new Proof(ref, "spec.healthCheckNodePort", "none"));
    }
    ServiceView health = Rivals.before(service, Claims.healthPort(port), seen);
    if (health != null) {
      return taken(service, health, "spec.healthCheckNodePort");
    }
    for (ServiceView other : seen.claimants(Claims.nodePort("TCP", port))) {
      return taken(service, other, "spec.ports");
    }
    for (PodView pod : seen.hostPorts(Claims.nodePort("TCP", port))) {
      return broken(
          Severity.ERROR,
          service,
          "is %d, which Pod %s has on node %s as its host port: the balancer hears the Pod, not the proxy"
              .formatted(port, pod.key(), pod.nodeName()),
          new Proof(ObjectRef.pod(pod.key()), "spec.containers", "hostPort " + port));
    }
    return Finding.FINE;
  }

  private static Finding taken(ServiceView service, ServiceView other, String field) {
    return broken(
        Severity.ERROR,
        service,
        "is %d, which Service %s has too: the balancer is told about the wrong Service and may send traffic to nodes without an endpoint"
            .formatted(service.healthCheckNodePort(), other.key()),
        new Proof(
            ObjectRef.service(other.key()), field, String.valueOf(service.healthCheckNodePort())));
  }

  private static Finding broken(Severity severity, ServiceView service, String what, Proof proof) {
    return new Finding.Broken(
        severity,
        ObjectRef.service(service.key()),
        "spec.healthCheckNodePort",
        "The health-check port of Service %s %s.".formatted(service.key(), what),
        List.of(
            new Proof(
                ObjectRef.service(service.key()),
                "spec.healthCheckNodePort",
                String.valueOf(service.healthCheckNodePort())),
            proof),
        Remedy.byHand(
            "Set externalTrafficPolicy to Cluster and back to Local, so that the Service is given a port of its own."));
  }
}
