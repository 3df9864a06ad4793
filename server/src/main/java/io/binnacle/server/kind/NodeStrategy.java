package io.binnacle.server.kind;

import io.binnacle.model.tree.Obj;
import java.util.Set;

/// Node: the node agent registers it with its status; later the status has its own door.
final class NodeStrategy implements Strategy {
  private static final FieldLabels LABELS =
      FieldLabels.NONE.plus(
          "spec.unschedulable",
          node -> Boolean.toString(node.obj("spec").bool("unschedulable", false)));

  @Override
  public Set<Trait> traits() {
    return Set.of();
  }

  @Override
  public Obj prepareUpdate(Obj next, Obj old) {
    return Parts.keep(next, old, "status");
  }

  @Override
  public FieldLabels fieldLabels() {
    return LABELS;
  }
}
