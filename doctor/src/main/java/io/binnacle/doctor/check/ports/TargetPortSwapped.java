package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.IntOrString;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Two ports of a Service that lead to each other's: by the names of the Service's and the Pods' ports, or by numbers.
final class TargetPortSwapped implements Check.OfService {
  @Override
  public String id() {
    return "target-port-swapped";
  }

  @Override
  public Step step() {
    return Step.PORTS;
  }

  @Override
  public Set<String> after() {
    Set<String> out = new LinkedHashSet<>(PortChecks.SELECTION);
    out.remove("pods-not-created"); // the Pods to be are enough
    return out;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    List<ServiceView.Port> ports = service.ports();
    if (ports.size() < 2 || service.isHeadless()) {
      return Finding.FINE;
    }
    List<PodView> pods = Behind.podsToBe(service, seen);
    for (int a = 0; a < ports.size() && !pods.isEmpty(); a++) {
      for (int b = a + 1; b < ports.size(); b++) {
        ServiceView.Port one = ports.get(a);
        ServiceView.Port two = ports.get(b);
        boolean swapped =
            one.protocol().equals(two.protocol())
                && pods.stream()
                    .allMatch(
                        pod -> areNamesSwapped(pod, one, two) || areNumbersSwapped(pod, one, two));
        if (swapped) {
          return broken(service, a, b, pods.getFirst());
        }
      }
    }
    return Finding.FINE;
  }

  private static boolean areNamesSwapped(PodView pod, ServiceView.Port one, ServiceView.Port two) {
    return !one.name().equals(two.name())
        && isNamed(pod, one, two.name())
        && isNamed(pod, two, one.name());
  }

  /// Whether a port leads to one that the Pod calls `name`, which only names that mean something here can tell.
  private static boolean isNamed(PodView pod, ServiceView.Port port, String name) {
    Integer number = pod.resolve(port.targetPort(), port.protocol());
    List<String> names =
        Behind.declared(pod).stream()
            .filter(d -> number != null && d.number() == number)
            .map(Behind.Declared::name)
            .toList();
    return !name.isEmpty() && names.equals(List.of(name));
  }

  /// Whether each of two numbers is where the other leads to, as it is or after a prefix: 80 to 8443 and 443 to 8080. Names of the
  /// Pods' ports say more, so numbers count only where there are none.
  private static boolean areNumbersSwapped(
      PodView pod, ServiceView.Port one, ServiceView.Port two) {
    Integer toOne = pod.resolve(one.targetPort(), one.protocol());
    Integer toTwo = pod.resolve(two.targetPort(), two.protocol());
    return toOne != null
        && toTwo != null
        && !toOne.equals(toTwo)
        && isOf(two.port(), toOne)
        && isOf(one.port(), toTwo)
        && !isOf(one.port(), toOne)
        && !isOf(two.port(), toTwo)
        && Behind.declared(pod).stream()
            .allMatch(d -> d.name().isEmpty() || d.number() != toOne && d.number() != toTwo);
  }

  private static boolean isOf(int port, int target) {
    return Integer.toString(target).endsWith(Integer.toString(port));
  }

  private static Finding broken(ServiceView service, int a, int b, PodView pod) {
    ServiceView.Port one = service.ports().get(a);
    ServiceView.Port two = service.ports().get(b);
    Spot atOne = PortChecks.port(service, a).in("targetPort");
    Spot atTwo = PortChecks.port(service, b).in("targetPort");
    Value toOne = value(one);
    Value toTwo = value(two);
    return new Finding.Broken(
        Severity.WARNING,
        ObjectRef.service(service.key()),
        atOne.field(),
        "Port "
            + PortChecks.text(one)
            + " leads to "
            + said(pod, one)
            + " and port "
            + PortChecks.text(two)
            + " to "
            + said(pod, two)
            + ": each to the other's.",
        List.of(atOne.shows(IntOrString.text(toOne)), atTwo.shows(IntOrString.text(toTwo))),
        new Remedy("Exchange the two targetPorts.", List.of(atOne.set(toTwo), atTwo.set(toOne))));
  }

  private static Value value(ServiceView.Port port) {
    return switch (port.targetPort()) {
      case TargetPort.Named(String name) -> Str.of(name);
      case TargetPort.Numbered(int number) -> Int.of(number);
    };
  }

  private static String said(PodView pod, ServiceView.Port port) {
    Integer number = pod.resolve(port.targetPort(), port.protocol());
    return Behind.declared(pod).stream()
        .filter(d -> number != null && d.number() == number)
        .findFirst()
        .map(Behind.Declared::text)
        .orElse(String.valueOf(number));
  }
}
