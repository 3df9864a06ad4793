package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Near;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A port that leads to a name which some Pods have a port of and others have not: the others get nothing.
///
/// Silent while the workload of those others has the name by now: then they are of an older version, and will go.
final class TargetPortPartial implements Check.OfService {
  @Override
  public String id() {
    return "target-port-partial";
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
    for (int i = 0; i < ports.size(); i++) {
      ServiceView.Port port = ports.get(i);
      if (port.targetPort() instanceof TargetPort.Named(String name)) {
        List<PodView> without =
            pods.stream()
                .filter(pod -> pod.resolve(port.targetPort(), port.protocol()) == null)
                .filter(pod -> !isOutdated(pod, name, port.protocol(), seen))
                .toList();
        if (!without.isEmpty()
            && pods.stream()
                .anyMatch(pod -> pod.resolve(port.targetPort(), port.protocol()) != null)) {
          return broken(service, i, name, pods, without, seen);
        }
      }
    }
    return Finding.FINE;
  }

  /// Whether the Pod's workload has the name, so that the Pod is of an older version.
  private static boolean isOutdated(PodView pod, String name, String protocol, Evidence seen) {
    Workload workload = seen.workloadOf(pod);
    return workload == null
        || !workload.is("Pod")
            && new PodView(workload.template()).resolve(new TargetPort.Named(name), protocol)
                != null;
  }

  private static Finding broken(
      ServiceView service,
      int index,
      String name,
      List<PodView> pods,
      List<PodView> without,
      Evidence seen) {
    ServiceView.Port port = service.ports().get(index);
    Set<Integer> numbers = new TreeSet<>();
    pods.stream()
        .map(pod -> pod.resolve(port.targetPort(), port.protocol()))
        .filter(Objects::nonNull)
        .forEach(numbers::add);
    PodView first = without.getFirst();
    Workload workload = Objects.requireNonNull(seen.workloadOf(first));
    Spot at = place(workload, name, numbers);
    String says =
        "Port "
            + PortChecks.text(port)
            + " leads to a port named "
            + name
            + ", which "
            + without.size()
            + " of "
            + pods.size()
            + " Pods "
            + (without.size() == 1 ? "has" : "have")
            + " not ("
            + Words.list(without.stream().map(PodView::name).toList())
            + "). They get no requests on it.";
    return new Finding.Broken(
        Severity.WARNING,
        at.object(),
        at.field(),
        says,
        List.of(
            PortChecks.port(service, index).in("targetPort").shows(name),
            new Proof(
                ObjectRef.pod(first.key()),
                "spec.containers",
                "declares "
                    + Words.list(
                        Behind.declared(first).stream().map(Behind.Declared::text).toList()))),
        at.field().endsWith(".name")
            ? at.remedy("Call the container port " + name + ".", Str.of(name))
            : Remedy.byHand(
                "Give the container port of " + workload.ref() + " the name " + name + "."));
  }

  /// Where the name has to be written: at the port that has the number it stands for elsewhere, or at a misspelt name.
  private static Spot place(Workload workload, String name, Set<Integer> numbers) {
    int c = 0;
    for (Obj container : workload.podSpec().arr("containers").objects()) {
      Spot ports = Spot.podSpec(workload).in("containers").at(c++).in("ports");
      int p = 0;
      for (Obj port : container.arr("ports").objects()) {
        boolean near = Near.ofFew(name, List.of(port.str("name"))) != null;
        if (near || numbers.contains((int) port.integer("containerPort", 0))) {
          return ports.at(p).in("name");
        }
        p++;
      }
    }
    Arr containers = workload.podSpec().arr("containers");
    Spot all = Spot.podSpec(workload).in("containers");
    return containers.size() == 1 ? all.at(0).in("ports") : all;
  }

  /// Where a workload names a port `name`; null if it does not.
  static @Nullable Spot named(Workload workload, String name) {
    int c = 0;
    for (Obj container : workload.podSpec().arr("containers").objects()) {
      Spot ports = Spot.podSpec(workload).in("containers").at(c++).in("ports");
      int p = 0;
      for (Obj port : container.arr("ports").objects()) {
        if (port.str("name").equals(name)) {
          return ports.at(p).in("name");
        }
        p++;
      }
    }
    return null;
  }
}
