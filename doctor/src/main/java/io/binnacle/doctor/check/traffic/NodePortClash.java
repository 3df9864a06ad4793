package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Claims;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// A node port that another Service has, or a Pod as its host port.
final class NodePortClash implements Check.OfService {
  @Override
  public String id() {
    return "node-port-clash";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.isExternallyAccessible()) {
      return Finding.FINE;
    }
    List<ServiceView.Port> ports = service.ports();
    for (int i = 0; i < ports.size(); i++) {
      ServiceView.Port port = ports.get(i);
      if (port.nodePort() == 0) {
        continue;
      }
      String claim = Claims.nodePort(port.protocol(), port.nodePort());
      ServiceView first = Rivals.before(service, claim, seen);
      if (first != null) {
        return broken(
            service,
            i,
            Severity.ERROR,
            "Service %s has it too, and every node can lead it to one of them only"
                .formatted(first.key()),
            new Proof(ObjectRef.service(first.key()), "spec.ports", claim));
      }
      for (PodView pod : seen.hostPorts(claim)) {
        if (isInTheWay(pod, port, service)) {
          return broken(
              service,
              i,
              Severity.ERROR,
              "Pod %s has it as hostPort on node %s, where one of them gets no traffic"
                  .formatted(pod.key(), pod.nodeName()),
              new Proof(ObjectRef.pod(pod.key()), "spec.containers[0].ports", claim));
        }
      }
    }
    return Finding.FINE;
  }

  private static boolean isInTheWay(PodView pod, ServiceView.Port port, ServiceView service) {
    boolean same =
        pod.namespace().equals(service.namespace())
            && service.hasSelector()
            && pod.labels().entrySet().containsAll(service.selector().entrySet());
    for (ContainerView container : pod.containers()) {
      for (Obj declared : container.object().arr("ports").objects()) {
        IpAddress at = IpAddress.parse(declared.str("hostIP"));
        boolean everywhere = at == null || !at.isLoopback();
        Integer target = pod.resolve(port.targetPort(), port.protocol());
        // Both ways into the same port of the same Pod do no harm.
        boolean harmless = same && target != null && target == declared.integer("containerPort", 0);
        if (declared.integer("hostPort", 0) == port.nodePort()
            && declared.str("protocol", "TCP").equals(port.protocol())
            && everywhere
            && !harmless) {
          return true;
        }
      }
    }
    return false;
  }

  private static Finding broken(
      ServiceView service, int index, Severity severity, String what, Proof proof) {
    ObjectRef ref = ObjectRef.service(service.key());
    ServiceView.Port port = service.ports().get(index);
    String field = "spec.ports[" + index + "].nodePort";
    return new Finding.Broken(
        severity,
        ref,
        field,
        "Service %s has the node port %d/%s, but %s."
            .formatted(service.key(), port.nodePort(), port.protocol(), what),
        List.of(new Proof(ref, field, String.valueOf(port.nodePort())), proof),
        Remedy.of(
            "Take the number away, so that the Service is given a free one, or choose one.",
            Spot.of(ref, field).remove()));
  }
}
