package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.select.Selection;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What stands behind a Service, as far as ports go.
///
/// What a container declares under `ports` is a word to people, not a rule: it may listen elsewhere. So nothing here is proof but
/// what probes saw.
final class Behind {
  private static final Set<String> MESH_ANNOTATIONS =
      Set.of(
          "sidecar.istio.io/status",
          "linkerd.io/proxy-version",
          "consul.hashicorp.com/connect-inject-status",
          "kuma.io/sidecar-injected");
  private static final Set<String> MESH_CONTAINERS =
      Set.of("istio-proxy", "linkerd-proxy", "consul-dataplane", "kuma-sidecar");

  /* Ports beside the one an application is there for: nobody means them unless they say so. */
  private static final Pattern ASIDE =
      Pattern.compile(
          ".*(metric|prom|health|probe|live|ready|admin|debug|jmx|pprof|actuator|manage|mgmt|monitor|telemetry"
              + "|stats|tracing|gossip|peer|raft|cluster|replica|member|repl|status|webhook).*");

  /* What sits beside an application and is asked by nobody. */
  private static final Pattern LISTENS_TO_NOBODY =
      Pattern.compile(
          ".*(fluent|filebeat|promtail|vector|logrotate|log-ship|logger|git-sync|reloader).*");

  /// A port a container says it has.
  record Declared(String container, String name, String protocol, int number) {
    /// `8080 (http)`, `8080`.
    String text() {
      return name.isEmpty() ? Integer.toString(number) : number + " (" + name + ")";
    }

    /// Whether its name says that it is for metrics, health checks, peers and the like.
    boolean isAside() {
      return ASIDE.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
  }

  private Behind() {}

  /// The Pods that count: selected, neither at their end nor going away. None for a Service without a selector.
  static List<PodView> pods(ServiceView service, Evidence seen) {
    return service.isExternalName()
        ? List.of()
        : seen.pods(service).stream().filter(PodView::isActive).toList();
  }

  /// The Pods that count, or if none was made those that would be, which bear their workload's name.
  static List<PodView> podsToBe(ServiceView service, Evidence seen) {
    List<PodView> pods = pods(service, seen);
    return !pods.isEmpty() || !Selection.isFor(service)
        ? pods
        : Selection.of(service, seen).makers().stream()
            .filter(maker -> Selection.wantsPods(maker, service.selector()))
            .map(maker ->
                PodView.of(
                    maker
                        .template()
                        .change(
                            "metadata",
                            m ->
                                m.with("name", maker.key().name())
                                    .with("namespace", maker.namespace()))))
            .toList();
  }

  /// The ports a Pod's containers declare, sidecars last.
  static List<Declared> declared(PodView pod) {
    List<Declared> out = new ArrayList<>();
    for (ContainerView container : serving(pod)) {
      for (ContainerView.Port port : container.ports()) {
        out.add(new Declared(container.name(), port.name(), port.protocol(), port.containerPort()));
      }
    }
    return out;
  }

  static List<ContainerView> serving(PodView pod) {
    return Stream.concat(
            pod.containers().stream(),
            pod.initContainers().stream().filter(ContainerView::isRestartable))
        .toList();
  }

  static boolean declares(PodView pod, int number) {
    return declared(pod).stream().anyMatch(d -> d.number == number);
  }

  /// Whether a container declares nothing, so that it may listen anywhere, and is none that is known to listen nowhere.
  static boolean isOpenToGuess(PodView pod) {
    return serving(pod).stream()
        .anyMatch(c ->
            c.ports().isEmpty()
                && !LISTENS_TO_NOBODY.matcher(c.name() + " " + c.image()).matches());
  }

  /// Whether a mesh takes the Pod's packets, so that ports are its business.
  static boolean isMeshed(PodView pod) {
    return Meta.annotations(pod.object()).keySet().stream().anyMatch(MESH_ANNOTATIONS::contains)
        || serving(pod).stream().anyMatch(c -> MESH_CONTAINERS.contains(c.name()));
  }

  /// The numbers that other Services of the namespace lead to on these Pods.
  static Set<Integer> ledToByOthers(ServiceView service, List<PodView> pods, Evidence seen) {
    Set<Integer> out = new TreeSet<>();
    for (Obj object : seen.all(ResourceName.SERVICES, service.namespace())) {
      ServiceView other = ServiceView.of(object);
      if (other.name().equals(service.name()) || other.isExternalName() || !other.hasSelector()) {
        continue;
      }
      for (PodView pod : pods) {
        if (pod.labels().entrySet().containsAll(other.selector().entrySet())) {
          ledTo(other, pod, -1).forEach(out::add);
        }
      }
    }
    return out;
  }

  /// The numbers a Service's ports lead to on a Pod.
  ///
  /// @param but the position of a port that is left out; −1 for none
  static List<Integer> ledTo(ServiceView service, PodView pod, int but) {
    List<Integer> out = new ArrayList<>();
    List<ServiceView.Port> ports = service.ports();
    for (int i = 0; i < ports.size(); i++) {
      Integer number = pod.resolve(ports.get(i).targetPort(), ports.get(i).protocol());
      if (i != but && number != null) {
        out.add(number);
      }
    }
    return out;
  }

  /// Whether somebody else than the controller has written slices that serve a port, so that Pods' ports need not.
  static boolean isServedByHand(ServiceView service, String port, Evidence seen) {
    return seen.sees(ResourceName.ENDPOINT_SLICES, service.namespace())
        && seen.slices(service.key()).stream()
            .filter(slice -> !slice.managedBy().equals("endpointslice-controller.k8s.io"))
            .anyMatch(slice -> serves(slice, port));
  }

  private static boolean serves(SliceView slice, String port) {
    return slice.ports().stream().anyMatch(p -> p.name().equals(port))
        && slice.endpoints().stream().anyMatch(SliceView.Endpoint::isReady);
  }

  // ---- what probes saw

  /// The sockets of a Pod that wait for somebody; null if nobody looked.
  static @Nullable List<Probed.Socket> sockets(PodView pod, Evidence seen) {
    return seen.probed().listening().get(pod.key());
  }

  /// How connecting to a Pod went; null if nobody tried.
  static Probed.@Nullable Connection connected(PodView pod, int number, Evidence seen) {
    IpAddress address = IpAddress.parse(pod.podIp());
    return address == null
        ? null
        : seen.probed().connected().get(new Probed.Place(address, number));
  }

  /// Whether a probe found somebody at a port, reachable from outside the Pod.
  static boolean isFoundOpen(PodView pod, int number, String protocol, Evidence seen) {
    Probed.Connection connection = connected(pod, number, seen);
    if (protocol.equals("TCP")
        && connection != null
        && connection.outcome() == Probed.Outcome.OPEN) {
      return true;
    }
    List<Probed.Socket> sockets = sockets(pod, seen);
    return sockets != null
        && sockets.stream()
            .anyMatch(s ->
                s.port() == number && s.protocol().equals(protocol) && !s.address().isLoopback());
  }

  /// Whether a probe found nobody at a port.
  static boolean isFoundClosed(PodView pod, int number, String protocol, Evidence seen) {
    if (isFoundOpen(pod, number, protocol, seen)) {
      return false;
    }
    Probed.Connection connection = connected(pod, number, seen);
    return sockets(pod, seen) != null
        || protocol.equals("TCP")
            && connection != null
            && connection.outcome() == Probed.Outcome.REFUSED;
  }
}
