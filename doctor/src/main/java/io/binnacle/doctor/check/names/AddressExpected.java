package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A headless Service whose port is to lead to another: clients get addresses of Pods and connect to the port they were told, where
/// nobody listens. Only SRV records carry the other number.
///
/// Whom this hurts is told by who uses it. A client that names the Service with the port proves it, one that names it with the other
/// number shows that all is well. Without either, a Service that is headless for a reason (it governs a StatefulSet, or stands beside
/// one with an address) is a note.
final class AddressExpected implements Check.OfService {
  private static final List<ResourceName> CLIENTS =
      List.of(
          ResourceName.DEPLOYMENTS,
          ResourceName.STATEFUL_SETS,
          Kinds.DAEMON_SETS,
          Kinds.JOBS,
          ResourceName.PODS);

  /// @param wrong a host with the port, null if none was seen
  /// @param right whether the other number was seen
  private record Use(@Nullable Mention wrong, boolean right) {}

  @Override
  public String id() {
    return "address-expected";
  }

  @Override
  public Step step() {
    return Step.PORTS;
  }

  @Override
  public Set<String> after() {
    return Set.of(
        "selector-near-miss",
        "selector-other-namespace",
        "selector-no-pods",
        "selector-too-wide",
        "target-port-name",
        "target-port-number");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.isHeadless() || !service.hasSelector()) {
      return Finding.FINE;
    }
    List<PodView> pods = seen.pods(service).stream().filter(PodView::isActive).toList();
    List<ServiceView.Port> ports = service.ports();
    for (int i = 0; i < ports.size() && !pods.isEmpty(); i++) {
      Integer number = number(ports.get(i), pods);
      if (number != null && number != ports.get(i).port()) {
        Use use = use(service, ports.get(i).port(), number, seen);
        if (use.wrong != null || !use.right) {
          return broken(service, i, number, use, seen);
        }
      }
    }
    return Finding.FINE;
  }

  /// What all Pods have the port lead to; null if they differ, or have the port itself too.
  private static @Nullable Integer number(ServiceView.Port port, List<PodView> pods) {
    Integer number = pods.getFirst().resolve(port.targetPort(), port.protocol());
    for (PodView pod : pods) {
      Integer here = pod.resolve(port.targetPort(), port.protocol());
      boolean both =
          pod.containers().stream()
              .anyMatch(c -> c.ports().stream().anyMatch(p -> p.containerPort() == port.port()));
      if (here == null || !here.equals(number) || both) {
        return null;
      }
    }
    return number;
  }

  private static Use use(ServiceView service, int port, int number, Evidence seen) {
    Mention wrong = null;
    boolean right = false;
    for (ResourceName resource : CLIENTS) {
      for (Obj object : seen.glimpse(resource)) {
        Workload workload =
            new Workload(
                new ObjectRef(resource, Kinds.kind(resource), ObjectKey.of(object)), object);
        if (Meta.controllerOf(object) != null || !Mentions.says(workload, service.name())) {
          continue;
        }
        for (Mentions.Used used : Mentions.used(workload, seen)) {
          if (used.service().equals(service.key()) && used.mention().port() != 0) {
            right |= used.mention().port() == number;
            wrong = used.mention().port() == port ? used.mention() : wrong;
          }
        }
      }
    }
    return new Use(wrong, right);
  }

  private static Finding broken(
      ServiceView service, int index, int number, Use use, Evidence seen) {
    ServiceView.Port port = service.ports().get(index);
    boolean meant = isMeantHeadless(service, seen);
    Spot spec = Spot.spec(ObjectRef.service(service.key()));
    Spot portAt = spec.in("ports").at(index).in("port");
    Spot at = meant ? portAt : spec.in("clusterIP");
    List<Proof> because = new ArrayList<>();
    because.add(spec.in("clusterIP").shows("None"));
    because.add(spec.in("ports").at(index).shows(port.port() + " → " + number));
    if (use.wrong != null) {
      because.add(use.wrong.spot().shows(use.wrong.shown()));
    }
    return new Finding.Broken(
        meant && use.wrong == null ? Severity.NOTE : Severity.WARNING,
        at.object(),
        at.field(),
        "The Service is headless, so clients get the addresses of Pods and nobody translates port "
            + port.port()
            + " to "
            + number
            + ": "
            + service.name()
            + ":"
            + port.port()
            + " leads to where no Pod listens.",
        because,
        meant
            ? portAt.remedy(
                "Let port be " + number + ", and clients connect to it.", Int.of(number))
            : Remedy.byHand(
                "Make the Service anew without clusterIP: None: clients then get one address, which translates the port."));
  }

  private static boolean isMeantHeadless(ServiceView service, Evidence seen) {
    if (service.name().matches(".*(headless|peer|discovery|gossip|nodes|internal|hl).*")
        || service.publishNotReadyAddresses()
        || !Governing.governed(service, seen).isEmpty()) {
      return true;
    }
    List<PodView> pods = seen.pods(service);
    return seen.all(ResourceName.SERVICES, service.namespace()).stream()
        .map(ServiceView::of)
        .filter(other -> other.hasClusterIp() && other.hasSelector())
        .anyMatch(other ->
            pods.stream()
                .allMatch(pod -> pod.labels().entrySet().containsAll(other.selector().entrySet())));
  }
}
