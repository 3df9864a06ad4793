package io.binnacle.doctor.check.names;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A workload whose Service is gone: it runs, listens, has the name that others ask for, and no Service selects its Pods.
///
/// Others may find it without a Service (a registry, a mesh), but then they name no port; so only who names one is believed.
///
/// @param workload the one left behind
/// @param service what its Service was called
/// @param ports at which `service` is asked, in order
record LeftBehind(Workload workload, ObjectKey service, Set<Integer> ports) {

  /// The workload that a name with a port was meant for; null if there is none.
  static @Nullable LeftBehind of(
      ObjectKey service, Workload asker, List<Mention> mentions, Evidence seen) {
    Set<Integer> ports = new TreeSet<>();
    for (Mention mention : mentions) {
      if (mention.port() > 0 && isOf(mention, service, asker)) {
        ports.add(mention.port());
      }
    }
    if (ports.isEmpty()) {
      return null;
    }
    for (Workload each : seen.workloads(service.namespace())) {
      boolean runs =
          each.key().equals(service)
              && !each.ref().equals(asker.ref())
              && !each.is("Job")
              && !each.is("Pod")
              && !declared(each).isEmpty()
              && seen.podsOf(each).stream().anyMatch(PodView::isReady);
      if (runs && Governing.services(each, seen).isEmpty()) {
        return new LeftBehind(each, service, ports);
      }
    }
    return null;
  }

  private static boolean isOf(Mention mention, ObjectKey service, Workload asker) {
    return mention.host().equals(service.name()) && asker.namespace().equals(service.namespace())
        || mention.host().equals(service.name() + "." + service.namespace());
  }

  private static List<ContainerView.Port> declared(Workload workload) {
    return workload.podSpec().arr("containers").objects().stream()
        .flatMap(c -> new ContainerView(c).ports().stream())
        .filter(p -> p.containerPort() > 0)
        .toList();
  }

  /// The Service made anew, if it is plain where each port leads: to the same number, or to the only one that is left; else nothing.
  List<Change> anew() {
    List<ContainerView.Port> free = new ArrayList<>(declared(workload));
    List<Integer> open = new ArrayList<>();
    List<Value> entries = new ArrayList<>();
    for (int port : ports) {
      ContainerView.Port same =
          free.stream().filter(p -> p.containerPort() == port).findFirst().orElse(null);
      if (same == null) {
        open.add(port);
      } else {
        free.remove(same);
        entries.add(entry(port, same));
      }
    }
    if (open.size() > 1 || open.size() == 1 && free.size() != 1) {
      return List.of();
    }
    open.forEach(port -> entries.add(entry(port, free.getFirst())));
    Map<String, String> labels =
        workload.object().obj("spec").obj("selector").obj("matchLabels").stringMap();
    Obj spec =
        Obj.of(
            "ports",
            Arr.copyOf(entries),
            "selector",
            Obj.strings(labels.isEmpty() ? workload.podLabels() : labels));
    return List.of(
        new Change.Create(
            ResourceName.SERVICES,
            Obj.builder()
                .put("apiVersion", "v1")
                .put("kind", "Service")
                .put(
                    "metadata",
                    Obj.of(
                        "name", Str.of(service.name()), "namespace", Str.of(service.namespace())))
                .put("spec", spec)
                .build()));
  }

  private static Obj entry(int port, ContainerView.Port target) {
    return Obj.builder()
        .put("name", target.name().isEmpty() ? "port-" + port : target.name())
        .put("port", port)
        .put("protocol", target.protocol())
        .put("targetPort", target.containerPort())
        .build();
  }
}
