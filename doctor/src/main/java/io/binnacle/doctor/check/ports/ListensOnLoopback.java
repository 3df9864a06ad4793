package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Pod whose process waits on its loopback address only, where nobody outside of the Pod can connect. Known from probes alone.
final class ListensOnLoopback implements Check.OfService {
  private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1|localhost|\\[::1]");

  @Override
  public String id() {
    return "listens-on-loopback";
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
    if (seen.probed().listening().isEmpty()) {
      return Finding.FINE;
    }
    for (ServiceView.Port port : service.ports()) {
      List<PodView> deaf = new ArrayList<>();
      int number = 0;
      for (PodView pod : Behind.pods(service, seen)) {
        Integer target = pod.resolve(port.targetPort(), port.protocol());
        if (target != null && isOnLoopback(pod, target, port.protocol(), seen)) {
          deaf.add(pod);
          number = target;
        }
      }
      if (!deaf.isEmpty()) {
        return broken(port, number, deaf, seen);
      }
    }
    return Finding.FINE;
  }

  private static boolean isOnLoopback(PodView pod, int number, String protocol, Evidence seen) {
    List<Probed.Socket> sockets = Behind.sockets(pod, seen);
    return sockets != null
        && !Behind.isMeshed(pod)
        && !Behind.isFoundOpen(pod, number, protocol, seen)
        && sockets.stream().anyMatch(s -> s.port() == number && s.protocol().equals(protocol));
  }

  private static Finding broken(
      ServiceView.Port port, int number, List<PodView> deaf, Evidence seen) {
    PodView first = deaf.getFirst();
    Workload workload = seen.workloadOf(first);
    Spot told = workload == null ? null : told(workload);
    ObjectRef object = workload == null ? ObjectRef.pod(first.key()) : workload.ref();
    String says =
        "Port "
            + PortChecks.text(port)
            + " leads to "
            + number
            + ", where "
            + Words.list(deaf.stream().map(PodView::name).toList())
            + (deaf.size() == 1 ? " listens" : " listen")
            + " on the loopback address only: nobody outside of the Pod can connect.";
    return new Finding.Broken(
        Severity.ERROR,
        told == null ? object : told.object(),
        told == null ? "" : told.field(),
        says,
        List.of(new Proof(ObjectRef.pod(first.key()), "", "listens on 127.0.0.1:" + number)),
        told == null || workload == null
            ? Remedy.byHand("Let the process listen on 0.0.0.0:" + number + ".")
            : told.remedy(
                "Let the process listen on 0.0.0.0:" + number + ".",
                Str.of(opened(workload, told))));
  }

  /// The one place in the workload that tells the process its address; null if there is none or several.
  private static @Nullable Spot told(Workload workload) {
    List<Spot> out = new ArrayList<>();
    texts(workload).forEach(t -> out.add(t.spot));
    return out.size() == 1 ? out.getFirst() : null;
  }

  private static String opened(Workload workload, Spot at) {
    return texts(workload).stream()
        .filter(t -> t.spot.equals(at))
        .map(t -> LOOPBACK.matcher(t.text).replaceAll("0.0.0.0"))
        .findFirst()
        .orElse("");
  }

  private record Text(Spot spot, String text) {}

  private static List<Text> texts(Workload workload) {
    List<Text> out = new ArrayList<>();
    int c = 0;
    for (Obj container : workload.podSpec().arr("containers").objects()) {
      Spot at = Spot.podSpec(workload).in("containers").at(c++);
      for (String list : List.of("command", "args")) {
        List<String> words = container.arr(list).strings();
        for (int i = 0; i < words.size(); i++) {
          out.add(new Text(at.in(list).at(i), words.get(i)));
        }
      }
      int e = 0;
      for (Obj env : container.arr("env").objects()) {
        out.add(new Text(at.in("env").at(e++).in("value"), env.str("value")));
      }
    }
    return out.stream().filter(t -> LOOPBACK.matcher(t.text).find()).toList();
  }
}
