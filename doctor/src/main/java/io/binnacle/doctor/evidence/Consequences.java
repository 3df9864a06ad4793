package io.binnacle.doctor.evidence;

import io.binnacle.control.endpoints.MirrorPlanner;
import io.binnacle.control.endpointslice.EndpointSlicePlan;
import io.binnacle.control.endpointslice.EndpointSlicePlanner;
import io.binnacle.control.endpointslice.Observed;
import io.binnacle.doctor.finding.Change;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a cluster makes of changes, computed with the planners its controllers use.
final class Consequences {
  private final Set<ObjectKey> services = new LinkedHashSet<>();
  private Evidence seen;

  Consequences(Evidence seen) {
    this.seen = seen.objectsOnly();
  }

  Evidence of(List<Change> changes) {
    for (Change change : changes) {
      make(change);
    }
    services.forEach(this::writeSlices);
    return seen;
  }

  private void make(Change change) {
    ResourceName resource = change.target().resource();
    ObjectKey key = change.target().key();
    Obj before = seen.find(resource, key);
    Obj after =
        switch (change) {
          case Change.Patch patch -> before == null ? null : patch.applyTo(before);
          case Change.Scale scale -> before == null ? null : scale.applyTo(before);
          case Change.Create create -> create.object();
          case Change.Delete _ -> null;
        };
    seen = seen.with(resource, key, after);
    if (resource.equals(ResourceName.SERVICES) || resource.equals(ResourceName.ENDPOINTS)) {
      services.add(key);
    }
  }

  private void writeSlices(ObjectKey key) {
    ServiceView service = seen.service(key);
    if (service == null || service.isExternalName()) {
      return;
    }
    if (!service.hasSelector()) {
      mirror(key);
      return;
    }
    Map<String, String> zones = new TreeMap<>();
    for (NodeView node : seen.nodes()) {
      zones.put(node.name(), node.zone());
    }
    List<SliceView> managed =
        seen.slices(key).stream().filter(s -> s.managedBy().equals(Observed.MANAGER)).toList();
    EndpointSlicePlan plan =
        EndpointSlicePlanner.plan(
            new Observed(service, seen.pods(service), managed, zones),
            EndpointSlicePlanner.DEFAULT_MAX_ENDPOINTS,
            EndpointSlicePlanner.ALL_AT_ONCE,
            null);
    write(plan.create(), plan.update(), plan.delete());
  }

  private void mirror(ObjectKey key) {
    if (!seen.sees(ResourceName.ENDPOINTS, key.namespace())) {
      return;
    }
    List<SliceView> mirrored =
        seen.slices(key).stream().filter(s -> s.managedBy().equals(MirrorPlanner.MANAGER)).toList();
    MirrorPlanner.Plan plan = MirrorPlanner.plan(seen.find(ResourceName.ENDPOINTS, key), mirrored);
    write(plan.create(), plan.update(), plan.delete());
  }

  private void write(List<Obj> create, List<Obj> update, List<SliceView> delete) {
    int made = 0;
    for (Obj slice : create) {
      String name = slice.obj("metadata").str("generateName") + "new" + ++made;
      put(slice.change("metadata", metadata -> metadata.with("name", name)));
    }
    update.forEach(this::put);
    for (SliceView slice : delete) {
      seen = seen.with(ResourceName.ENDPOINT_SLICES, slice.key(), null);
    }
  }

  private void put(Obj slice) {
    ObjectKey key = new ObjectKey(Meta.namespace(slice), Meta.name(slice));
    seen = seen.with(ResourceName.ENDPOINT_SLICES, key, slice);
  }
}
