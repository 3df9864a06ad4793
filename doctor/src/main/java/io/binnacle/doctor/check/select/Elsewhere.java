package io.binnacle.doctor.check.select;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The Pods of another namespace that a selector would meet, as far as other namespaces were seen.
///
/// @param namespace which
/// @param pods those Pods
/// @param server the Service there that already selects them, empty if none does
record Elsewhere(String namespace, List<PodView> pods, String server) {
  static List<Elsewhere> of(ServiceView service, Evidence seen) {
    return seen.derive(new Asked(service.key()), _ -> look(service, seen));
  }

  private record Asked(ObjectKey service) {}

  private static List<Elsewhere> look(ServiceView service, Evidence seen) {
    LabelSelector selector = LabelSelector.ofMap(service.selector());
    Map<String, List<PodView>> found = new TreeMap<>();
    for (Obj object : seen.glimpse(ResourceName.PODS)) {
      if (selector.matches(object)
          && !Meta.namespace(object).equals(service.namespace())
          && PodView.of(object).isActive()) {
        found
            .computeIfAbsent(Meta.namespace(object), _ -> new ArrayList<>())
            .add(PodView.of(object));
      }
    }
    List<Elsewhere> out = new ArrayList<>();
    found.forEach((namespace, pods) -> out.add(new Elsewhere(namespace, pods, server(pods, seen))));
    return out;
  }

  /// Whether nobody serves them there.
  boolean isOrphan() {
    return server.isEmpty();
  }

  private static String server(List<PodView> pods, Evidence seen) {
    PodView first = pods.getFirst();
    for (Obj each : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(each);
      if (service.namespace().equals(first.namespace())
          && service.hasSelector()
          && LabelSelector.ofMap(service.selector()).matches(first.object())) {
        return service.name();
      }
    }
    return "";
  }
}
