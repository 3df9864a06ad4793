package io.binnacle.control.statefulset;

import io.binnacle.client.cache.Snapshot;
import io.binnacle.control.workload.Claims;
import io.binnacle.control.workload.Owned;
import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the planner looks at: one StatefulSet and what bears on it, from one snapshot.
///
/// @param set the StatefulSet
/// @param pods its Pods, in whatever state, and those that change hands
/// @param revisions its ControllerRevisions, and orphans to adopt
/// @param volumeClaims the claims of its Pods that exist, by name
/// @param now the time of the look
public record Observed(
    WorkloadView set, Claims pods, Claims revisions, Map<String, Obj> volumeClaims, Instant now) {

  /// What `snapshot` holds about `set`; null if its selector cannot be read.
  static @Nullable Observed of(Obj set, Snapshot snapshot, Instant now) {
    LabelSelector selector = Workloads.selector(set);
    if (selector == null) {
      return null;
    }
    WorkloadView view = WorkloadView.of(set);
    Claims pods = pods(view, selector, Owned.candidates(set, ResourceName.PODS, snapshot));
    return new Observed(
        view,
        pods,
        revisions(
            set, selector, Owned.candidates(set, ResourceName.CONTROLLER_REVISIONS, snapshot)),
        volumeClaims(view, pods.owned(), snapshot),
        now);
  }

  /// The Pods among `candidates` that match the selector and have a name of the set.
  static Claims pods(WorkloadView set, LabelSelector selector, List<Obj> candidates) {
    Identity identity = new Identity(set);
    return Claims.of(
        set.object(),
        pod -> selector.matches(pod) && identity.ordinal(Meta.name(pod)) >= 0,
        candidates);
  }

  /// The revisions among `candidates` that match the selector. None is ever released: one that does not match is past.
  static Claims revisions(Obj set, LabelSelector selector, List<Obj> candidates) {
    return Claims.of(set, selector, candidates.stream().filter(selector::matches).toList());
  }

  private static Map<String, Obj> volumeClaims(
      WorkloadView set, List<Obj> pods, Snapshot snapshot) {
    Identity identity = new Identity(set);
    TreeSet<Integer> ordinals = new TreeSet<>();
    for (int i = 0; i < set.replicas(); i++) {
      ordinals.add(identity.start() + i);
    }
    pods.forEach(p -> ordinals.add(identity.ordinal(Meta.name(p))));
    Map<String, Obj> out = new TreeMap<>();
    for (int ordinal : ordinals) {
      for (String name : identity.claims(ordinal).keySet()) {
        Obj claim =
            snapshot.get(
                ResourceName.PERSISTENT_VOLUME_CLAIMS, new ObjectKey(set.namespace(), name));
        if (claim != null) {
          out.put(name, claim);
        }
      }
    }
    return out;
  }

  /// The Pods that are the set's from now on.
  List<PodView> ownPods() {
    return pods.owned().stream().map(PodView::of).toList();
  }
}
