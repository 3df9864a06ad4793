package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.ports.Behind.Declared;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Int;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A port that leads to a number no Pod declares, while the one they declare is plainly meant.
///
/// Containers need not declare their ports, so this speaks only where nothing says that the number is right: no probe, no
/// environment variable, no argument, no container without any ports, no mesh; and where exactly one declared port is left over that
/// neither this Service nor another leads to.
final class TargetPortNumber implements Check.OfService {
  /// @param index of the port in the Service
  /// @param meant what the Pods declare; null if that is several
  private record Fault(int index, ServiceView.Port port, int number, @Nullable Declared meant) {}

  @Override
  public String id() {
    return "target-port-number";
  }

  @Override
  public Step step() {
    return Step.PORTS;
  }

  @Override
  public Set<String> after() {
    return PortChecks.SELECTION;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    List<PodView> pods = Behind.pods(service, seen);
    List<Fault> faults = new ArrayList<>();
    List<ServiceView.Port> ports = service.ports();
    for (int i = 0; i < ports.size() && !pods.isEmpty(); i++) {
      if (ports.get(i).targetPort() instanceof TargetPort.Numbered(int number)
          && isDoubtful(pods, number, ports.get(i).protocol(), seen)) {
        Declared meant = meant(service, i, number, pods, seen);
        boolean fits =
            meant == null
                ? isAlone(service, pods, seen)
                : !service.isHeadless() || isNear(number, meant.number());
        if (fits) {
          faults.add(new Fault(i, ports.get(i), number, meant));
        }
      }
    }
    return faults.isEmpty() ? Finding.FINE : broken(service, faults, pods, seen);
  }

  private static boolean isDoubtful(
      List<PodView> pods, int number, String protocol, Evidence seen) {
    return pods.stream()
        .noneMatch(pod ->
            Behind.declares(pod, number)
                || Behind.isOpenToGuess(pod)
                || Behind.isMeshed(pod)
                || Hints.mention(pod, number)
                || Hints.hidden(pod)
                || Behind.isFoundOpen(pod, number, protocol, seen));
  }

  /// The one declared port that is left over; null if there is none or one cannot tell.
  private static @Nullable Declared meant(
      ServiceView service, int index, int number, List<PodView> pods, Evidence seen) {
    ServiceView.Port port = service.ports().get(index);
    Set<Integer> taken = new HashSet<>(Behind.ledToByOthers(service, pods, seen));
    pods.forEach(pod -> taken.addAll(Behind.ledTo(service, pod, index)));
    List<Declared> free =
        Behind.declared(pods.getFirst()).stream()
            .filter(d -> d.protocol().equals(port.protocol()) && !taken.contains(d.number()))
            .filter(d -> pods.stream().allMatch(pod -> Behind.declares(pod, d.number())))
            .toList();
    List<Declared> named =
        free.stream().filter(d -> !d.name().isEmpty() && d.name().equals(port.name())).toList();
    List<Declared> near = free.stream().filter(d -> isNear(number, d.number())).toList();
    List<Declared> main = free.stream().filter(d -> !d.isAside()).toList();
    List<Declared> same = main.stream().filter(d -> d.number() == port.port()).toList();
    List<Declared> usual = main.stream().filter(d -> isUsual(d, port.port())).toList();
    for (List<Declared> group : List.of(named, near, main, same, usual)) {
      if (group.size() == 1) {
        return group.getFirst();
      }
    }
    return null;
  }

  /// Whether no port of this Service leads to a declared one, nor any other Service to these Pods, while they declare ports to be
  /// asked at: then the number is wrong whichever is meant.
  private static boolean isAlone(ServiceView service, List<PodView> pods, Evidence seen) {
    return !service.isHeadless()
        && pods.stream()
            .allMatch(pod ->
                Behind.declared(pod).stream().anyMatch(d -> !d.isAside())
                    && Behind.ledTo(service, pod, -1).stream()
                        .noneMatch(n -> Behind.declares(pod, n)))
        && Behind.ledToByOthers(service, pods, seen).isEmpty();
  }

  /// Whether a declared port has the name or number such a port usually has.
  private static boolean isUsual(Declared declared, int port) {
    return switch (port) {
      case 80 -> declared.name().matches("http|web|http-.*|http1") || declared.number() == 8080;
      case 443 -> declared.name().matches("https|https-.*") || declared.number() == 8443;
      default -> false;
    };
  }

  /// Whether one number is the other with a slip of the finger, or with digits left out: 8081 and 8080, 800 and 8080.
  private static boolean isNear(int number, int other) {
    return Likeness.distance(Integer.toString(number), Integer.toString(other)) <= 1;
  }

  private static Finding broken(
      ServiceView service, List<Fault> faults, List<PodView> pods, Evidence seen) {
    ObjectRef object = ObjectRef.service(service.key());
    Fault first = faults.getFirst();
    List<Proof> because = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (Fault fault : faults) {
      Spot at = PortChecks.port(service, fault.index);
      because.add(at.in("targetPort").shows(Integer.toString(fault.number)));
      if (fault.meant == null) {
        continue;
      }
      changes.add(at.in("targetPort").set(Int.of(fault.meant.number())));
      if (service.isHeadless() && fault.port.port() == fault.number) {
        changes.add(at.in("port").set(Int.of(fault.meant.number())));
      }
    }
    for (PodView pod : pods.subList(0, Math.min(2, pods.size()))) {
      because.add(
          new Proof(ObjectRef.pod(pod.key()), "spec.containers", "declares " + declared(pod)));
    }
    boolean proved =
        pods.stream()
            .anyMatch(pod -> Behind.isFoundClosed(pod, first.number, first.port.protocol(), seen));
    String says =
        "Port "
            + PortChecks.text(first.port)
            + " leads to "
            + first.number
            + " on the Pods, which "
            + Words.list(pods.stream().map(PodView::name).toList())
            + (pods.size() == 1 ? " does not declare: " : " do not declare: ")
            + "declared is "
            + declared(pods.getFirst())
            + (proved ? ", and nobody listens on " + first.number + "." : ".");
    return new Finding.Broken(
        proved ? Severity.ERROR : Severity.WARNING,
        object,
        PortChecks.port(service, first.index).in("targetPort").field(),
        says,
        because,
        new Remedy(
            first.meant == null
                ? "Set targetPort to the declared port that is meant."
                : "Set targetPort to " + first.meant.number() + ".",
            changes));
  }

  private static String declared(PodView pod) {
    return Words.list(Behind.declared(pod).stream().map(Declared::text).toList());
  }
}
