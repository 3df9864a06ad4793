package io.binnacle.server.kind;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.Set;

/// EndpointSlice: the generation moves with everything but annotations, and `deprecatedTopology` cannot be written.
final class EndpointSliceStrategy implements Strategy {
  @Override
  public Set<Trait> traits() {
    return Set.of();
  }

  @Override
  public Obj prepareCreate(Obj object) {
    return Parts.generation(withoutTopology(object), 1);
  }

  @Override
  public Obj prepareUpdate(Obj next, Obj old) {
    Obj clean = next.arr("endpoints").equals(old.arr("endpoints")) ? next : withoutTopology(next);
    boolean changed =
        !clean.without("metadata").equals(old.without("metadata"))
            || !Meta.labels(clean).equals(Meta.labels(old));
    return changed ? Parts.generation(clean, Meta.generation(old) + 1) : clean;
  }

  private static Obj withoutTopology(Obj slice) {
    return slice.get("endpoints") instanceof Arr endpoints
        ? slice.with("endpoints", endpoints.map(EndpointSliceStrategy::withoutTopology))
        : slice;
  }

  private static Value withoutTopology(Value endpoint) {
    return endpoint instanceof Obj o ? o.without("deprecatedTopology") : endpoint;
  }
}
