package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where a fault is put: a copy of a world, one Service in it and, if it has one, the workload behind.
///
/// @param world to be broken
/// @param service which Service
/// @param maker the workload it leads to; null without
public record Site(World world, ObjectKey service, @Nullable ObjectRef maker) {
  public ObjectRef workload() {
    return Objects.requireNonNull(maker);
  }

  public String id() {
    return World.id(workload());
  }

  public ObjectRef serviceRef() {
    return ObjectRef.service(service);
  }

  public Obj object() {
    return Objects.requireNonNull(world.get(serviceRef()));
  }

  public ServiceView view() {
    return ServiceView.of(object());
  }

  public Obj maker2() {
    return Objects.requireNonNull(world.get(workload()));
  }

  public boolean hasWorkload() {
    return maker != null;
  }

  public boolean isA(String kind) {
    return maker != null && maker.kind().equals(kind);
  }

  public void editService(@Nullable Value value, Object... path) {
    world.edit(serviceRef(), o -> Tree.set(o, value, path));
  }

  /// Metadata and spec of the workload's Pods.
  public Obj template() {
    return isA("Pod") ? maker2() : maker2().obj("spec").obj("template");
  }

  public void editTemplate(UnaryOperator<Obj> change) {
    world.edit(
        workload(),
        o -> isA("Pod") ? change.apply(o) : o.change("spec", s -> s.change("template", change)));
  }

  public void editPodSpec(UnaryOperator<Obj> change) {
    editTemplate(t -> t.change("spec", change));
  }

  public void editContainer(UnaryOperator<Obj> change) {
    editPodSpec(
        s -> Tree.change(s, c -> change.apply((Obj) Objects.requireNonNull(c)), "containers", 0));
  }

  public Obj container() {
    return (Obj) Objects.requireNonNull(Tree.get(template(), "spec", "containers", 0));
  }

  /// Where the template stands: `spec.template.`, or nothing.
  public String templatePath() {
    return isA("Pod") ? "" : "spec.template.";
  }

  /// Whether somebody asks this Service by a virtual address.
  public boolean isVirtual() {
    return view().hasSelector() && !view().isHeadless() && !view().isExternalName();
  }

  public List<World.Use> uses() {
    return world.uses.stream().filter(u -> isMine(u)).toList();
  }

  private boolean isMine(World.Use use) {
    String host = use.host();
    if (use.from().equals("outside")) {
      return host.equals(service.namespace() + "/" + service.name());
    }
    String from = use.from().substring(0, use.from().indexOf('/'));
    String[] labels = host.split("\\.");
    return labels[0].equals(service.name())
        ? service
            .namespace()
            .equals(labels.length > 1 && !labels[1].equals("svc") ? labels[1] : from)
        : labels.length > 1 && labels[1].equals(service.name());
  }

  /// A workload that asks this Service; null if only strangers do.
  public @Nullable ObjectRef client() {
    for (World.Use use : uses()) {
      if (!use.from().equals("outside")) {
        String[] parts = use.from().split("/");
        String version = parts[1].equals("Pod") ? "v1" : "apps/v1";
        return World.ref(version, parts[1], parts[0], parts[2]);
      }
    }
    return null;
  }
}
