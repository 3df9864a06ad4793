package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Near;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.ports.Behind.Declared;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A port that leads to a name no Pod has a port of: it has no endpoints.
final class TargetPortName implements Check.OfService {
  /* Names nobody gets by a slip of the finger. */
  private static final Set<String> KNOWN =
      Set.of(
          "http",
          "https",
          "web",
          "api",
          "app",
          "grpc",
          "metrics",
          "admin",
          "tcp",
          "main",
          "server",
          "redis",
          "postgres",
          "postgresql",
          "mysql",
          "mongo",
          "mongodb",
          "amqp",
          "kafka",
          "dns",
          "client",
          "peer",
          "health",
          "http-metrics",
          "http-web",
          "http-api",
          "service",
          "port");

  @Override
  public String id() {
    return "target-port-name";
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
    List<ServiceView.Port> ports = service.ports();
    if (!PortChecks.namesTarget(ports)) {
      return Finding.FINE;
    }
    List<PodView> pods = Behind.pods(service, seen);
    for (int i = 0; i < ports.size() && !pods.isEmpty(); i++) {
      ServiceView.Port port = ports.get(i);
      if (port.targetPort() instanceof TargetPort.Named(String name)
          && pods.stream().allMatch(pod -> pod.resolve(port.targetPort(), port.protocol()) == null)
          && pods.stream()
              .flatMap(pod -> Behind.declared(pod).stream())
              .noneMatch(d -> d.name().equals(name))
          && !Behind.isServedByHand(service, port.name(), seen)) {
        return broken(service, i, name, pods, seen);
      }
    }
    return Finding.FINE;
  }

  private static Finding broken(
      ServiceView service, int index, String name, List<PodView> pods, Evidence seen) {
    ServiceView.Port port = service.ports().get(index);
    Spot target = PortChecks.port(service, index).in("targetPort");
    List<Declared> declared =
        Behind.declared(pods.getFirst()).stream()
            .filter(d -> d.protocol().equals(port.protocol()))
            .toList();
    String near =
        Near.ofFew(name, declared.stream().map(Declared::name).filter(n -> !n.isEmpty()).toList());
    Spot misspelt =
        near != null && KNOWN.contains(name) && !KNOWN.contains(near)
            ? portName(pods, near, seen)
            : null;
    Spot at = misspelt == null ? target : misspelt;
    String shows =
        declared.isEmpty()
            ? "no " + port.protocol() + " ports"
            : Words.list(declared.stream().map(Declared::text).toList());
    String says =
        "Port "
            + PortChecks.text(port)
            + " leads to a port named "
            + name
            + ", but "
            + (pods.size() == 1
                ? "Pod " + pods.getFirst().name() + " has"
                : "the " + pods.size() + " Pods have")
            + " none of that name: declared is "
            + shows
            + ". So this port has no endpoints.";
    return new Finding.Broken(
        service.isHeadless() ? Severity.WARNING : Severity.ERROR,
        at.object(),
        at.field(),
        says,
        List.of(
            target.shows(name),
            new Proof(
                ObjectRef.pod(pods.getFirst().key()), "spec.containers", "declares " + shows)),
        misspelt != null
            ? misspelt.remedy("Call the container port " + name + ".", Str.of(name))
            : remedy(service, index, target, near, pods, seen));
  }

  private static Remedy remedy(
      ServiceView service,
      int index,
      Spot target,
      @Nullable String near,
      List<PodView> pods,
      Evidence seen) {
    Value value = near != null ? Str.of(near) : meant(service, index, pods, seen);
    return value == null
        ? Remedy.byHand(
            "Set targetPort to the name or number of the port the application listens on, or give the container port"
                + " that name.")
        : target.remedy("Set targetPort to " + IntOrString.text(value) + ".", value);
  }

  /// What `targetPort` has to be: a number written as text, or the one port that is left over.
  private static @Nullable Value meant(
      ServiceView service, int index, List<PodView> pods, Evidence seen) {
    ServiceView.Port port = service.ports().get(index);
    if (port.targetPort() instanceof TargetPort.Named(String text) && text.matches("[0-9]{1,5}")) {
      return Int.of(Integer.parseInt(text));
    }
    PodView first = pods.getFirst();
    List<Declared> free =
        Behind.declared(first).stream()
            .filter(d -> d.protocol().equals(port.protocol()))
            .filter(d -> pods.stream().allMatch(pod -> Behind.declares(pod, d.number())))
            .filter(d -> !Behind.ledTo(service, first, index).contains(d.number()))
            .toList();
    List<Declared> named =
        free.stream().filter(d -> !d.name().isEmpty() && d.name().equals(port.name())).toList();
    List<Declared> same = free.stream().filter(d -> d.number() == port.port()).toList();
    Set<Integer> others = Behind.ledToByOthers(service, pods, seen);
    List<Declared> main =
        free.stream().filter(d -> !d.isAside() && !others.contains(d.number())).toList();
    for (List<Declared> group : List.of(named, same, main, free)) {
      if (group.size() == 1) {
        Declared only = group.getFirst();
        boolean everywhere =
            !only.name().isEmpty()
                && pods.stream()
                    .allMatch(pod ->
                        pod.resolve(new TargetPort.Named(only.name()), port.protocol()) != null);
        return everywhere ? Str.of(only.name()) : Int.of(only.number());
      }
    }
    return null;
  }

  /// Where the workload of the Pods names a port `name`; null if they have no workload in common or it is unknown.
  private static @Nullable Spot portName(List<PodView> pods, String name, Evidence seen) {
    Workload workload = seen.workloadOf(pods.getFirst());
    boolean common =
        workload != null
            && pods.stream()
                .allMatch(pod -> {
                  Workload of = seen.workloadOf(pod);
                  return of != null && of.ref().equals(workload.ref());
                });
    return workload != null && common ? TargetPortPartial.named(workload, name) : null;
  }
}
