package io.binnacle.control.core;

import io.binnacle.client.cache.Snapshot;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The Pods behind a Service.
public final class SelectedPods {
  private SelectedPods() {}

  /// The Pods of the Service's namespace that its selector matches, in name order; none without a selector.
  public static List<PodView> of(ServiceView service, Snapshot snapshot) {
    List<PodView> out = new ArrayList<>();
    if (service.hasSelector()) {
      Map<String, String> selector = service.selector();
      for (Obj pod : snapshot.list(ResourceName.PODS, service.namespace())) {
        if (selects(selector, PodView.of(pod))) {
          out.add(PodView.of(pod));
        }
      }
    }
    return out;
  }

  /// Whether a Pod carries every label of `selector`.
  static boolean selects(Map<String, String> selector, PodView pod) {
    return pod.labels().entrySet().containsAll(selector.entrySet());
  }
}
