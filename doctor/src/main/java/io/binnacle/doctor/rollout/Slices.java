package io.binnacle.doctor.rollout;

import io.binnacle.control.endpoints.MirrorPlanner;
import io.binnacle.control.endpointslice.EndpointSlicePlan;
import io.binnacle.control.endpointslice.EndpointSlicePlanner;
import io.binnacle.control.endpointslice.Observed;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The slices controllers write, with the planners they use.
///
/// @param written new or changed
/// @param gone no longer there
public record Slices(List<Obj> written, List<ObjectKey> gone) {
  private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  /// Those of a Service, from what is there.
  ///
  /// @param pods those its selector matches, by name
  /// @param endpoints the Endpoints object of its name, null if there is none
  /// @param existing every slice of the Service, whoever writes it, by name
  /// @param zones of nodes, by name
  public static Slices of(
      ServiceView service,
      List<PodView> pods,
      @Nullable Obj endpoints,
      List<SliceView> existing,
      Map<String, String> zones) {
    List<Obj> written = new ArrayList<>();
    List<ObjectKey> gone = new ArrayList<>();
    boolean selects = service.hasSelector() && !service.isExternalName();
    List<SliceView> own = of(Observed.MANAGER, existing);
    if (selects) {
      EndpointSlicePlan plan =
          EndpointSlicePlanner.plan(
              new Observed(service, pods, own, zones),
              EndpointSlicePlanner.DEFAULT_MAX_ENDPOINTS,
              EndpointSlicePlanner.ALL_AT_ONCE,
              null);
      named(plan.create(), written);
      written.addAll(plan.update());
      plan.delete().forEach(slice -> gone.add(slice.key()));
    }
    boolean mirrors =
        endpoints != null
            && !service.hasSelector()
            && Meta.annotation(endpoints, LEADER) == null
            && !"true".equals(Meta.labels(endpoints).get(SKIP_MIRROR));
    MirrorPlanner.Plan plan =
        MirrorPlanner.plan(mirrors ? endpoints : null, of(MirrorPlanner.MANAGER, existing));
    named(plan.create(), written);
    written.addAll(plan.update());
    plan.delete().forEach(slice -> gone.add(slice.key()));
    return new Slices(written, gone);
  }

  private static List<SliceView> of(String manager, List<SliceView> slices) {
    return slices.stream().filter(slice -> slice.managedBy().equals(manager)).toList();
  }

  /// Servers draw the end of the name.
  private static void named(List<Obj> created, List<Obj> into) {
    int made = 0;
    for (Obj slice : created) {
      String name = slice.obj("metadata").str("generateName") + "new" + ++made;
      into.add(slice.change("metadata", m -> m.without("generateName").with("name", name)));
    }
  }
}
