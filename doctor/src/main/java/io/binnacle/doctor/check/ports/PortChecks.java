package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import java.util.Set;

/// The checks of this package, in order.
public final class PortChecks {
  public static final List<Check> ALL =
      List.of(
          new TargetPortSwapped(),
          new ProtocolMismatch(),
          new TargetPortName(),
          new TargetPortPartial(),
          new TargetPortNumber(),
          new ListensOnLoopback(),
          new ListensElsewhere());

  /// Faults that leave no Pod whose ports could be looked at, or only those of somebody else.
  static final Set<String> SELECTION =
      Set.of(
          "selector-near-miss",
          "selector-other-namespace",
          "selector-no-pods",
          "selector-too-wide",
          "selector-other-app",
          "scaled-to-zero",
          "pods-not-created");

  private PortChecks() {}

  /// A port of a Service, by its position.
  static Spot port(ServiceView service, int index) {
    return Spot.spec(ObjectRef.service(service.key())).in("ports").at(index);
  }

  /// Whether some port leads to a name.
  static boolean namesTarget(List<ServiceView.Port> ports) {
    return ports.stream().anyMatch(port -> port.targetPort() instanceof TargetPort.Named);
  }

  /// `http (80)`, `80`; with the protocol where it is not TCP.
  static String text(ServiceView.Port port) {
    String number = port.port() + (port.protocol().equals("TCP") ? "" : "/" + port.protocol());
    return port.name().isEmpty() ? number : port.name() + " (" + number + ")";
  }
}
