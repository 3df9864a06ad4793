package io.binnacle.server.kind;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.Set;

/// Deployment, ReplicaSet, StatefulSet: status belongs to the controller, the generation follows the spec.
///
/// @param annotationsCount whether a change of annotations moves the generation too, as it does for Deployments
/// @param statusKeepsLabels whether a write to `status` cannot change labels, as it cannot for Deployments
/// @param fieldLabels what field selectors know
record WorkloadStrategy(
    boolean annotationsCount, boolean statusKeepsLabels, FieldLabels fieldLabels)
    implements Strategy {
  static final WorkloadStrategy DEPLOYMENT = new WorkloadStrategy(true, true, FieldLabels.NONE);
  static final WorkloadStrategy REPLICA_SET =
      new WorkloadStrategy(false, false, FieldLabels.of("status.replicas"));
  static final WorkloadStrategy STATEFUL_SET = new WorkloadStrategy(false, false, FieldLabels.NONE);

  @Override
  public Set<Trait> traits() {
    return Set.of();
  }

  @Override
  public Obj prepareCreate(Obj object) {
    return Parts.generation(object.with("status", Obj.EMPTY), 1);
  }

  @Override
  public Obj prepareUpdate(Obj next, Obj old) {
    Obj kept = Parts.keep(next, old, "status");
    boolean changed =
        !kept.obj("spec").equals(old.obj("spec"))
            || annotationsCount && !Meta.annotations(kept).equals(Meta.annotations(old));
    return changed ? Parts.generation(kept, Meta.generation(old) + 1) : kept;
  }

  @Override
  public Obj prepareStatus(Obj next, Obj old) {
    Obj kept = Parts.keep(next, old, "spec");
    return statusKeepsLabels ? Parts.keepMeta(kept, old, "labels") : kept;
  }
}
