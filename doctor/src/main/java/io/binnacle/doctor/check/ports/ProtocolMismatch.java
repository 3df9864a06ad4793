package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.ports.Behind.Declared;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A port of one protocol that leads to a container port of another.
///
/// By name this leaves it without endpoints. By number it is only a contradiction, and heard where no other port leads there with the
/// protocol the Pods declare, and something beside the declaration says who is wrong.
final class ProtocolMismatch implements Check.OfService {
  /* Well-known ports of applications that speak datagrams. */
  private static final Set<Integer> DATAGRAMS =
      Set.of(
          53, 67, 68, 69, 123, 161, 162, 500, 514, 1194, 1812, 1813, 3478, 4500, 4789, 5060, 5353,
          8125, 8472, 51820);

  /* And of those that speak over connections; HTTP/3 is called by other names. */
  private static final Set<Integer> STREAMS =
      Set.of(22, 25, 80, 443, 3306, 5432, 5672, 6379, 8080, 8443, 9092, 9200, 11211, 27017, 50051);
  private static final Pattern DATAGRAM_NAMES =
      Pattern.compile(
          "(.*-)?(coaps?|dns|dtls|h3|http3|ntp|quic|radius|snmp|statsd|stun|syslog|tftp|wireguard|udp)(-.*)?");
  private static final Pattern STREAM_NAMES =
      Pattern.compile(
          "(.*-)?(https?|web|grpc|postgres|postgresql|psql|sql|mysql|redis|mongo|mongodb|amqp|kafka|ssh|smtp|ldaps?|tcp)(-.*)?");

  @Override
  public String id() {
    return "protocol-mismatch";
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
    List<ServiceView.Port> ports = service.ports();
    for (int i = 0; i < ports.size() && !pods.isEmpty(); i++) {
      Declared other = other(pods, ports.get(i));
      if (other != null && isContradiction(service, i, other, pods, seen)) {
        return broken(service, i, other, pods, seen);
      }
    }
    return Finding.FINE;
  }

  /// What every Pod has in the place of what the port leads to: the same name or number, another protocol only.
  private static @Nullable Declared other(List<PodView> pods, ServiceView.Port port) {
    Declared out = null;
    for (PodView pod : pods) {
      List<Declared> there =
          Behind.declared(pod).stream()
              .filter(d ->
                  switch (port.targetPort()) {
                    case TargetPort.Named(String name) -> d.name().equals(name);
                    case TargetPort.Numbered(int number) -> d.number() == number;
                  })
              .toList();
      if (there.isEmpty() || there.stream().anyMatch(d -> d.protocol().equals(port.protocol()))) {
        return null;
      }
      out = there.getFirst();
    }
    return out;
  }

  private static boolean isContradiction(
      ServiceView service, int index, Declared other, List<PodView> pods, Evidence seen) {
    ServiceView.Port port = service.ports().get(index);
    if (pods.stream()
        .anyMatch(pod -> Behind.isFoundOpen(pod, other.number(), port.protocol(), seen))) {
      return port.targetPort()
          instanceof TargetPort.Named; // somebody listens, but the name leads nobody there
    }
    if (port.targetPort() instanceof TargetPort.Named) {
      return !Behind.isServedByHand(service, port.name(), seen);
    }
    if (pods.stream().anyMatch(Behind::isMeshed) || leadsThere(service, pods, other, seen)) {
      return false;
    }
    // TCP is what stands where nobody wrote a protocol; another one was written on purpose.
    return !other.protocol().equals("TCP")
        || pods.stream()
            .allMatch(pod ->
                Hints.probeOverTcp(pod, other.number())
                    || isStream(other)
                    || Behind.sockets(pod, seen) != null);
  }

  /// Whether a port's name or number is that of an application that speaks TCP.
  private static boolean isStream(Declared port) {
    return STREAM_NAMES.matcher(port.name()).matches()
        || port.name().isEmpty() && STREAMS.contains(port.number());
  }

  /// Whether some port of this or another Service leads to what the Pods declare.
  private static boolean leadsThere(
      ServiceView service, List<PodView> pods, Declared other, Evidence seen) {
    Set<Integer> numbers = new TreeSet<>();
    for (ServiceView.Port port : service.ports()) {
      Integer number = pods.getFirst().resolve(port.targetPort(), port.protocol());
      if (number != null && port.protocol().equals(other.protocol())) {
        numbers.add(number);
      }
    }
    return numbers.contains(other.number())
        || Behind.ledToByOthers(service, pods, seen).contains(other.number());
  }

  private static Finding broken(
      ServiceView service, int index, Declared other, List<PodView> pods, Evidence seen) {
    ServiceView.Port port = service.ports().get(index);
    boolean byName = port.targetPort() instanceof TargetPort.Named;
    boolean proved =
        byName
            || pods.stream()
                .anyMatch(pod -> Behind.isFoundClosed(pod, other.number(), port.protocol(), seen));
    Spot service0 = PortChecks.port(service, index).in("protocol");
    Spot inWorkload =
        isRightInService(port, other)
                && pods.stream().noneMatch(p -> Hints.probeOverTcp(p, other.number()))
            ? declaration(pods.getFirst(), other, seen)
            : null;
    Spot at = inWorkload == null ? service0 : inWorkload;
    String right = inWorkload == null ? other.protocol() : port.protocol();
    String says =
        "Port "
            + PortChecks.text(port)
            + " is "
            + port.protocol()
            + ", but the container port it leads to, "
            + other.text()
            + ", is "
            + other.protocol()
            + " on "
            + Words.list(pods.stream().map(PodView::name).toList())
            + (byName ? ". So this port has no endpoints." : ".");
    return new Finding.Broken(
        proved ? Severity.ERROR : Severity.WARNING,
        at.object(),
        at.field(),
        says,
        List.of(
            service0.shows(port.protocol()),
            new Proof(
                ObjectRef.pod(pods.getFirst().key()),
                "spec.containers",
                other.text() + " " + other.protocol())),
        at.remedy("Set protocol to " + right + ".", Str.of(right)));
  }

  /// Whether name or number say that the protocol of the Service is that of the application, so that the declaration is wrong.
  private static boolean isRightInService(ServiceView.Port port, Declared other) {
    return switch (port.protocol()) {
      case "UDP" ->
          DATAGRAMS.contains(port.port())
              || DATAGRAMS.contains(other.number())
              || DATAGRAM_NAMES.matcher(port.name()).matches();
      case "TCP" ->
          other.protocol().equals("UDP")
              && STREAM_NAMES.matcher(port.name()).matches()
              && !DATAGRAM_NAMES.matcher(other.name()).matches();
      default -> false;
    };
  }

  /// Where a Pod's workload declares a port.
  private static @Nullable Spot declaration(PodView pod, Declared port, Evidence seen) {
    Workload workload = seen.workloadOf(pod);
    Spot container = workload == null ? null : Spot.container(workload, port.container());
    if (workload == null || container == null) {
      return null;
    }
    int at = 0;
    for (Obj each : containerOf(workload, port.container()).arr("ports").objects()) {
      if (each.integer("containerPort", 0) == port.number()
          && each.str("protocol", "TCP").equals(port.protocol())) {
        return container.in("ports").at(at).in("protocol");
      }
      at++;
    }
    return null;
  }

  private static Obj containerOf(Workload workload, String name) {
    return workload.podSpec().arr("containers").objects().stream()
        .filter(c -> c.str("name").equals(name))
        .findFirst()
        .orElse(Obj.EMPTY);
  }
}
