package io.binnacle.control.endpointslice;

import io.binnacle.client.cache.Snapshot;
import io.binnacle.control.core.SelectedPods;
import io.binnacle.control.core.ServiceSlices;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the planner looks at: one Service and everything that bears on its slices, from one snapshot.
///
/// @param service the Service; must have a selector and must not be an ExternalName
/// @param pods the Pods its selector matches, in name order
/// @param slices the slices of this Service that this controller manages, in name order
/// @param zones the failure zone of every node by node name; empty text for a node without one
public record Observed(
    ServiceView service, List<PodView> pods, List<SliceView> slices, Map<String, String> zones) {

  /// The value of the managed-by label on this controller's slices.
  public static final String MANAGER = "endpointslice-controller.k8s.io";

  /// What `snapshot` holds about the Service `key`; null if it does not exist or its endpoints are nobody's business
  /// here (no selector, or ExternalName).
  public static @Nullable Observed of(ObjectKey key, Snapshot snapshot) {
    Obj object = snapshot.get(ResourceName.SERVICES, key);
    if (object == null) {
      return null;
    }
    ServiceView service = ServiceView.of(object);
    if (!service.hasSelector() || service.isExternalName()) {
      return null;
    }
    Map<String, String> zones = new TreeMap<>();
    for (Obj node : snapshot.list(ResourceName.NODES)) {
      NodeView view = NodeView.of(node);
      zones.put(view.name(), view.zone());
    }
    return new Observed(
        service,
        SelectedPods.of(service, snapshot),
        ServiceSlices.of(key, MANAGER, snapshot),
        zones);
  }
}
