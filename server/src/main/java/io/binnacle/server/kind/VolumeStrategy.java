package io.binnacle.server.kind;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.Set;

/// PersistentVolume: begins Pending; status belongs to the volume controller.
final class VolumeStrategy implements Strategy {
  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.RETURNS_DELETED);
  }

  @Override
  public Obj prepareCreate(Obj object) {
    return object.with("status", Obj.of("phase", Str.of("Pending")));
  }

  @Override
  public Obj prepareUpdate(Obj next, Obj old) {
    return Parts.keep(next, old, "status");
  }
}
