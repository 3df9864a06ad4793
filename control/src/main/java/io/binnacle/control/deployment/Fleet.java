package io.binnacle.control.deployment;

import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.WorkloadView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The ReplicaSets of one Deployment while a plan is made: as they are, and as they shall be. Oldest first.
final class Fleet {
  /// By age, then name.
  static final Comparator<WorkloadView> BY_AGE =
      Comparator.comparing((WorkloadView s) -> Workloads.created(s.object()))
          .thenComparing(WorkloadView::name);

  private final Map<String, Obj> before = new LinkedHashMap<>();
  private final Map<String, Obj> after = new LinkedHashMap<>();
  private @Nullable String current;

  /// @param template the Deployment's; the oldest set that has it is the current one
  Fleet(List<Obj> sets, Obj template) {
    for (WorkloadView set : sets.stream().map(WorkloadView::of).sorted(BY_AGE).toList()) {
      before.put(set.name(), set.object());
      if (current == null && Templates.same(set.template(), template)) {
        current = set.name();
      }
    }
    after.putAll(before);
  }

  /// The set of the current template, as it shall be; null if there is none.
  @Nullable WorkloadView current() {
    Obj set = current == null ? null : after.get(current);
    return set == null ? null : WorkloadView.of(set);
  }

  /// Adds the set of the current template.
  void create(Obj set) {
    current = Meta.name(set);
    after.put(current, set);
  }

  /// The sets of former templates, as they shall be.
  List<WorkloadView> old() {
    return all().stream().filter(s -> !s.name().equals(current)).toList();
  }

  /// All sets, as they shall be.
  List<WorkloadView> all() {
    return after.values().stream().map(WorkloadView::of).toList();
  }

  /// Those of `sets` that want Pods.
  static List<WorkloadView> active(List<WorkloadView> sets) {
    return sets.stream().filter(s -> s.replicas() > 0).toList();
  }

  /// The Pods wanted by `sets` together.
  static int wanted(List<WorkloadView> sets) {
    return sets.stream().mapToInt(WorkloadView::replicas).sum();
  }

  /// What the sets report under `field` of their status, together.
  static int reported(List<WorkloadView> sets, String field) {
    return sets.stream().mapToInt(s -> s.statusCount(field)).sum();
  }

  /// Makes a set want `size` Pods.
  ///
  /// @return whether it did not before
  boolean scale(WorkloadView set, int size, Limits limits) {
    change(
        set.name(),
        s -> Revisions.scaledFor(s.change("spec", p -> p.with("replicas", size)), limits));
    return set.replicas() != size;
  }

  void change(String name, UnaryOperator<Obj> change) {
    after.computeIfPresent(name, (_, set) -> change.apply(set));
  }

  /// The set that shall be created, null if none.
  @Nullable Obj created() {
    return current == null || before.containsKey(current) ? null : after.get(current);
  }

  /// The sets that shall be different.
  List<DeploymentPlan.Update> updated() {
    List<DeploymentPlan.Update> out = new ArrayList<>();
    before.forEach((name, set) -> {
      Obj next = after.getOrDefault(name, set);
      if (!next.equals(set)) {
        out.add(new DeploymentPlan.Update(set, next));
      }
    });
    return out;
  }
}
