package io.binnacle.server.kind;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.Set;

/// NetworkPolicy: no status, and the generation follows the spec.
final class NetworkPolicyStrategy implements Strategy {
  @Override
  public Set<Trait> traits() {
    return Set.of();
  }

  @Override
  public Obj prepareCreate(Obj object) {
    return Parts.generation(object, 1);
  }

  @Override
  public Obj prepareUpdate(Obj next, Obj old) {
    boolean changed = !next.obj("spec").equals(old.obj("spec"));
    return changed ? Parts.generation(next, Meta.generation(old) + 1) : next;
  }
}
