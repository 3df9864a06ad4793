package io.binnacle.server.kind;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.Set;

/// Namespace: begins Active with the finalizer `kubernetes`, which only the `finalize` subresource can take away.
public final class NamespaceStrategy implements Strategy {
  /// The label every namespace carries, with its name as value.
  public static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private static final String FINALIZER = "kubernetes";

  @Override
  public Set<Trait> traits() {
    return Set.of();
  }

  @Override
  public Obj prepareCreate(Obj object) {
    Arr finalizers = object.obj("spec").arr("finalizers");
    Obj spec =
        object
            .obj("spec")
            .with(
                "finalizers",
                finalizers.strings().contains(FINALIZER)
                    ? finalizers
                    : finalizers.plus(Str.of(FINALIZER)));
    return named(object.with("spec", spec).with("status", Obj.of("phase", Str.of("Active"))));
  }

  @Override
  public Obj prepareUpdate(Obj next, Obj old) {
    return named(Parts.keep(next, old, "spec", "status"));
  }

  /// The result of a write to `finalize`: only `spec.finalizers` may change.
  public Obj prepareFinalize(Obj next, Obj old) {
    return Parts.keep(next, old, "status");
  }

  @Override
  public boolean mayGo(Obj object) {
    return object.obj("spec").arr("finalizers").isEmpty();
  }

  @Override
  public Obj terminating(Obj object) {
    return object.change("status", status -> status.with("phase", "Terminating"));
  }

  @Override
  public FieldLabels fieldLabels() {
    return FieldLabels.of("status.phase");
  }

  private static Obj named(Obj namespace) {
    return namespace.change(
        "metadata", m -> m.change("labels", l -> l.with(NAME_LABEL, Meta.name(namespace))));
  }
}
