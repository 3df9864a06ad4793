package io.binnacle.control.statefulset;

import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.SafeHash;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The versions of a StatefulSet's template, kept as ControllerRevisions: which one Pods are to have, which one they had
/// before, and which nobody needs any more. `kubectl rollout history` and `undo` read them.
///
/// @param current what Pods not updated yet are made from
/// @param update what updated Pods are made from: the present template
/// @param write the update revision if it has to be written: a new one, or an old one that is gone back to and gets the
///     highest number; null if it stands as it is
/// @param isNew whether `write` is to be created
/// @param forget revisions beyond the limit, oldest first
record Revisions(Obj current, Obj update, @Nullable Obj write, boolean isNew, List<Obj> forget) {
  private static final String HASH_LABEL = "controller.kubernetes.io/hash";

  private static final Comparator<Obj> BY_NUMBER =
      Comparator.comparingLong(Revisions::number)
          .thenComparing(Workloads::created)
          .thenComparing(Meta::name);

  /// @param kept the revisions the set owns, in any order
  /// @param pods its Pods, which keep the revisions they are from alive
  static Revisions of(WorkloadView set, List<Obj> kept, List<PodView> pods) {
    List<Obj> all = kept.stream().sorted(BY_NUMBER).toList();
    Obj data = data(set.template());
    long next = all.isEmpty() ? 1 : number(all.getLast()) + 1;
    Obj same =
        all.reversed().stream().filter(r -> r.obj("data").equals(data)).findFirst().orElse(null);
    boolean isNewest = same != null && same.obj("data").equals(all.getLast().obj("data"));
    Obj update =
        same == null
            ? create(set, data, next)
            : isNewest ? all.getLast() : same.with("revision", Int.of(next));
    String name = set.object().obj("status").str("currentRevision");
    Obj current = all.stream().filter(r -> Meta.name(r).equals(name)).findFirst().orElse(update);
    return new Revisions(
        current,
        update,
        isNewest ? null : update,
        same == null,
        forget(set, all, current, update, pods));
  }

  /// The same with nothing to write.
  Revisions asTheyStand() {
    return new Revisions(current, update, null, false, List.of());
  }

  /// The Pod template a revision holds.
  static Obj template(Obj revision) {
    return revision.obj("data").obj("spec").obj("template").without("$patch");
  }

  private static long number(Obj revision) {
    return revision.integer("revision", 0);
  }

  /// A strategic merge patch that puts the template back.
  private static Obj data(Obj template) {
    return Obj.of("spec", Obj.of("template", template.with("$patch", Str.of("replace"))));
  }

  private static Obj create(WorkloadView set, Obj data, long number) {
    String hash = SafeHash.of(data, set.statusCount("collisionCount"));
    Map<String, String> labels =
        new TreeMap<>(set.template().obj("metadata").obj("labels").stringMap());
    labels.put(HASH_LABEL, hash);
    Obj annotations = set.object().obj("metadata").obj("annotations");
    Obj metadata =
        Obj.builder()
            .put("name", set.name() + "-" + hash)
            .put("namespace", set.namespace())
            .put("labels", Obj.strings(labels))
            .putIfPresent("annotations", annotations.isEmpty() ? null : annotations)
            .put("ownerReferences", Arr.of(Meta.controllerReference(set.object())))
            .build();
    return Obj.builder()
        .put("apiVersion", "apps/v1")
        .put("kind", "ControllerRevision")
        .put("metadata", metadata)
        .put("data", data)
        .put("revision", number)
        .build();
  }

  private static List<Obj> forget(
      WorkloadView set, List<Obj> all, Obj current, Obj update, List<PodView> pods) {
    Set<String> alive = new HashSet<>(Set.of(Meta.name(current)));
    alive.add(Meta.name(update));
    pods.forEach(p -> alive.add(Identity.revisionOf(p)));
    List<Obj> past = all.stream().filter(r -> !alive.contains(Meta.name(r))).toList();
    long limit = set.object().obj("spec").integer("revisionHistoryLimit", 10);
    return past.subList(0, (int) Math.max(0, past.size() - limit));
  }
}
