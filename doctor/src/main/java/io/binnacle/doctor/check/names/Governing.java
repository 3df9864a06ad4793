package io.binnacle.doctor.check.names;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The headless Services that give Pods names of their own.
final class Governing {
  private Governing() {}

  /// `serviceName` of a StatefulSet, empty if it has none.
  static String serviceName(Workload statefulSet) {
    return statefulSet.object().obj("spec").str("serviceName");
  }

  /// Whether a Service selects the Pods of a workload.
  static boolean selects(ServiceView service, Workload workload) {
    return !service.isExternalName()
        && service.hasSelector()
        && service.namespace().equals(workload.namespace())
        && workload.podLabels().entrySet().containsAll(service.selector().entrySet());
  }

  /// The Services that select the Pods of a workload, by name.
  static List<ServiceView> services(Workload workload, Evidence seen) {
    return seen.all(ResourceName.SERVICES, workload.namespace()).stream()
        .map(ServiceView::of)
        .filter(service -> selects(service, workload))
        .toList();
  }

  static List<ServiceView> headless(Workload workload, Evidence seen) {
    return services(workload, seen).stream().filter(ServiceView::isHeadless).toList();
  }

  /// The StatefulSets that name a Service as theirs.
  static List<Workload> governed(ServiceView service, Evidence seen) {
    List<Workload> out = new ArrayList<>();
    for (Obj object : seen.statefulSets(service.key())) {
      out.add(
          new Workload(
              new ObjectRef(ResourceName.STATEFUL_SETS, "StatefulSet", ObjectKey.of(object)),
              object));
    }
    return out;
  }

  /// Whether a workload names endpoints of `service` one by one, as peers do: `db-0.db`.
  static boolean namesEndpoints(Workload workload, String service, Evidence seen) {
    String domain = seen.facts().domain();
    ObjectKey key = new ObjectKey(workload.namespace(), service);
    return Mentions.of(workload, seen).stream()
        .flatMap(m -> Mentions.meanings(m.host(), workload.namespace(), domain).stream())
        .anyMatch(m -> m.isBelow() && m.service().equals(key));
  }

  /// A headless Service for the Pods of a workload, with the ports they declare.
  static Change.Create headlessFor(Workload workload, String name) {
    Map<String, String> selector =
        workload.object().obj("spec").obj("selector").obj("matchLabels").stringMap();
    List<Value> ports = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Obj container : workload.podSpec().arr("containers").objects()) {
      for (ContainerView.Port port : new ContainerView(container).ports()) {
        String called = port.name().isEmpty() ? "port-" + port.containerPort() : port.name();
        if (port.containerPort() > 0 && names.add(called)) {
          ports.add(
              Obj.builder()
                  .put("name", called)
                  .put("port", port.containerPort())
                  .put("protocol", port.protocol())
                  .build());
        }
      }
    }
    Obj.Builder spec =
        Obj.builder()
            .put("clusterIP", ServiceView.NONE)
            .put("selector", Obj.strings(selector.isEmpty() ? workload.podLabels() : selector));
    if (!ports.isEmpty()) {
      spec.put("ports", Arr.copyOf(ports));
    }
    return new Change.Create(
        ResourceName.SERVICES,
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Service")
            .put(
                "metadata", Obj.of("name", Str.of(name), "namespace", Str.of(workload.namespace())))
            .put("spec", spec.build())
            .build());
  }
}
