package io.binnacle.control.deployment;

import io.binnacle.model.view.WorkloadView;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many Pods each ReplicaSet gets next.
final class Scaling {
  private static final Comparator<WorkloadView> LARGEST =
      Comparator.comparingInt(WorkloadView::replicas).reversed();

  private final Fleet fleet;
  private final Limits limits;

  Scaling(Fleet fleet, Limits limits) {
    this.fleet = fleet;
    this.limits = limits;
  }

  /// How large the current set can be made now: as large as it shall become, or as the room left by the others allows.
  ///
  /// @param size how large it is, 0 if there is none yet
  int sizeOfCurrent(int size) {
    int room = limits.most() - Fleet.wanted(fleet.all());
    return room <= 0 ? size : size + Math.min(room, limits.replicas() - size);
  }

  /// Makes the current set grow into the room there is, or shrink to what is wanted.
  ///
  /// @return whether its size changed
  boolean moveCurrent(WorkloadView current) {
    int size = current.replicas();
    if (size == limits.replicas()) {
      return false;
    }
    int next = size > limits.replicas() ? limits.replicas() : sizeOfCurrent(size);
    return next != size && fleet.scale(current, next, limits);
  }

  /// Takes Pods from the old sets, oldest first: those that are not available, as nobody misses them, then as many as
  /// can be spared.
  ///
  /// @return whether a size changed
  boolean shrinkOld(WorkloadView current) {
    List<WorkloadView> old = Fleet.active(fleet.old());
    // New Pods that are not available yet will be: what they replace must not go before.
    int unavailableNew = current.replicas() - current.statusCount("availableReplicas");
    int budget = Fleet.wanted(fleet.all()) - limits.leastAvailable() - unavailableNew;
    if (old.isEmpty() || budget <= 0) {
      return false;
    }
    int taken = 0;
    for (WorkloadView set : old) {
      int broken = set.replicas() - set.statusCount("availableReplicas");
      int take = Math.clamp(broken, 0, budget - taken);
      if (take > 0) {
        fleet.scale(set, set.replicas() - take, limits);
        taken += take;
      }
    }
    int spare = Fleet.reported(fleet.all(), "availableReplicas") - limits.leastAvailable();
    for (WorkloadView set : Fleet.active(fleet.old())) {
      int take = Math.clamp(set.replicas(), 0, Math.max(0, spare));
      if (take > 0) {
        fleet.scale(set, set.replicas() - take, limits);
        spare -= take;
        taken += take;
      }
    }
    return taken > 0;
  }

  /// Takes all Pods from the old sets.
  ///
  /// @return whether a size changed
  boolean emptyOld() {
    List<WorkloadView> old = Fleet.active(fleet.old());
    old.forEach(s -> fleet.scale(s, 0, limits));
    return !old.isEmpty();
  }

  /// Whether the Deployment has been given another size since one of its active sets was last scaled.
  boolean isDue() {
    for (WorkloadView set : Fleet.active(fleet.all())) {
      int desired = Revisions.count(set.object(), Revisions.DESIRED);
      if (desired >= 0 && desired != limits.replicas()) {
        return true;
      }
    }
    return false;
  }

  /// Brings the sets to a new size of the Deployment without moving a rollout on.
  ///
  /// @param rolling whether sets that share the Pods keep their proportion
  void resize(boolean rolling) {
    WorkloadView current = fleet.current();
    List<WorkloadView> active = Fleet.active(fleet.all());
    if (active.size() <= 1) {
      resizeOnly(current, active);
    } else if (current != null && isSaturated(current)) {
      emptyOld();
    } else if (rolling) {
      resizeProportionally(active);
    }
  }

  private void resizeOnly(@Nullable WorkloadView current, List<WorkloadView> active) {
    List<WorkloadView> all = fleet.all();
    if (all.isEmpty()) {
      return;
    }
    WorkloadView only =
        !active.isEmpty() ? active.getFirst() : current != null ? current : all.getLast();
    if (only.replicas() != limits.replicas() || !active.isEmpty()) {
      fleet.scale(only, limits.replicas(), limits);
    }
  }

  /// Whether the current set does all the work already.
  private boolean isSaturated(WorkloadView current) {
    return current.replicas() == limits.replicas()
        && Revisions.count(current.object(), Revisions.DESIRED) == limits.replicas()
        && current.statusCount("availableReplicas") == limits.replicas();
  }

  /// Shares what is added or taken out between the active sets by their sizes; what rounding leaves over goes to the
  /// largest.
  private void resizeProportionally(List<WorkloadView> active) {
    int allowed = limits.replicas() == 0 ? 0 : limits.most();
    int toAdd = allowed - Fleet.wanted(active);
    Comparator<WorkloadView> order =
        LARGEST.thenComparing(toAdd > 0 ? Fleet.BY_AGE.reversed() : Fleet.BY_AGE);
    List<WorkloadView> sets = active.stream().sorted(order).toList();
    int[] share = new int[sets.size()];
    int added = 0;
    for (int i = 0; i < share.length; i++) {
      int left = toAdd - added;
      int fraction = left == 0 ? 0 : fraction(sets.get(i));
      share[i] = toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
      added += share[i];
    }
    share[0] += toAdd - added;
    for (int i = 0; i < share.length; i++) {
      WorkloadView set = sets.get(i);
      fleet.scale(set, Math.max(0, set.replicas() + share[i]), limits);
    }
  }

  /// How many Pods a set would gain to keep its part of the whole; negative if it would lose some.
  private int fraction(WorkloadView set) {
    if (limits.replicas() == 0) {
      return -set.replicas();
    }
    int before = Revisions.count(set.object(), Revisions.MAX);
    if (before <= 0) {
      // Somebody removed the annotation. What the sets report is a fair guess.
      before = Fleet.reported(fleet.all(), "replicas");
    }
    return before == 0
        ? 0
        : (int) Math.round((double) set.replicas() * limits.most() / before) - set.replicas();
  }
}
