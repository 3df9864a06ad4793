package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Int;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A port that leads to where no process of a ready Pod waits. Known from probes alone.
final class ListensElsewhere implements Check.OfService {
  @Override
  public String id() {
    return "listens-elsewhere";
  }

  @Override
  public Step step() {
    return Step.PORTS;
  }

  @Override
  public Set<String> after() {
    Set<String> out = new TreeSet<>(PortChecks.SELECTION);
    out.addAll(
        Set.of(
            "target-port-number",
            "target-port-swapped",
            "protocol-mismatch",
            "listens-on-loopback",
            "policy-blocks-port"));
    return Set.copyOf(out);
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (seen.probed().equals(Probed.NOTHING)) {
      return Finding.FINE;
    }
    List<ServiceView.Port> ports = service.ports();
    for (int i = 0; i < ports.size(); i++) {
      ServiceView.Port port = ports.get(i);
      List<PodView> deaf = new ArrayList<>();
      int number = 0;
      for (PodView pod : Behind.pods(service, seen)) {
        Integer target = pod.resolve(port.targetPort(), port.protocol());
        if (target != null
            && pod.isReady()
            && !Behind.isMeshed(pod)
            && Behind.isFoundClosed(pod, target, port.protocol(), seen)) {
          deaf.add(pod);
          number = target;
        }
      }
      if (!deaf.isEmpty()) {
        return broken(service, i, number, deaf, seen);
      }
    }
    return Finding.FINE;
  }

  private static Finding broken(
      ServiceView service, int index, int number, List<PodView> deaf, Evidence seen) {
    ServiceView.Port port = service.ports().get(index);
    Spot target = PortChecks.port(service, index).in("targetPort");
    Set<Integer> found = new TreeSet<>();
    boolean looked = true;
    for (PodView pod : deaf) {
      List<Probed.Socket> sockets = Behind.sockets(pod, seen);
      looked &= sockets != null;
      if (sockets != null) {
        sockets.stream()
            .filter(s -> s.protocol().equals(port.protocol()) && !s.address().isLoopback())
            .filter(s -> !Behind.ledTo(service, pod, index).contains(s.port()))
            .forEach(s -> found.add(s.port()));
      }
    }
    List<String> numbers = found.stream().map(String::valueOf).toList();
    String names = Words.list(deaf.stream().map(PodView::name).toList());
    String says =
        "Port "
            + PortChecks.text(port)
            + " leads to "
            + number
            + ", but nobody listens there on "
            + names
            + (found.isEmpty()
                ? looked ? ", nor on another port." : "."
                : ": they listen on " + Words.list(numbers) + ".");
    PodView first = deaf.getFirst();
    Probed.Connection connection = Behind.connected(first, number, seen);
    List<Proof> because = new ArrayList<>();
    because.add(target.shows(Integer.toString(number)));
    if (connection != null) {
      because.add(
          new Proof(
              ObjectRef.pod(first.key()),
              "",
              "connection refused at " + first.podIp() + ":" + number));
    }
    if (!found.isEmpty()) {
      because.add(new Proof(ObjectRef.pod(first.key()), "", "listens on " + Words.list(numbers)));
    }
    Integer only = found.size() == 1 ? found.iterator().next() : null;
    return new Finding.Broken(
        Severity.ERROR,
        target.object(),
        target.field(),
        says,
        because,
        only == null
            ? Remedy.byHand("Set targetPort to the port the process listens on.")
            : target.remedy("Set targetPort to " + only + ".", Int.of(only)));
  }
}
