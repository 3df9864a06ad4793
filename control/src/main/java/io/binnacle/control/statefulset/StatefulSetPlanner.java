package io.binnacle.control.statefulset;

import io.binnacle.control.statefulset.StatefulSetPlan.Blocked;
import io.binnacle.control.statefulset.StatefulSetPlan.Work;
import io.binnacle.control.statefulset.StatefulSetPlan.Write;
import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Says which Pods of a StatefulSet can be created, removed or replaced now. In order means: upwards when creating,
/// downwards when removing and replacing, one at a time, and never past a Pod that is not well. Equal in, equal out; once
/// Pods have followed every plan, nothing is left to plan.
public final class StatefulSetPlanner {
  private final Observed seen;
  private final WorkloadView set;
  private final Identity identity;
  private final Retention retention;
  private final Revisions revisions;
  private final Health health;
  private final boolean parallel;

  /// Pods in range by ordinal, and those beyond it, the highest first.
  private final TreeMap<Integer, PodView> members = new TreeMap<>();

  private final TreeMap<Integer, PodView> condemned = new TreeMap<>(Comparator.reverseOrder());

  private final List<Work> work = new ArrayList<>();
  private final List<Blocked> blocked = new ArrayList<>();
  private final Set<String> deleted = new TreeSet<>();
  private final Set<String> replaced = new TreeSet<>();

  private StatefulSetPlanner(Observed seen) {
    this.seen = seen;
    this.set = seen.set();
    this.identity = new Identity(set);
    this.retention = new Retention(set);
    this.revisions = Revisions.of(set, seen.revisions().owned(), seen.ownPods());
    this.health = new Health(set.minReadySeconds(), seen.now());
    this.parallel = set.object().obj("spec").str("podManagementPolicy").equals("Parallel");
    for (PodView pod : seen.ownPods()) {
      int ordinal = identity.ordinal(pod.name());
      (identity.isInRange(ordinal) ? members : condemned).put(ordinal, pod);
    }
  }

  /// What to write now. A StatefulSet that is being deleted gets its status counted and nothing else.
  public static StatefulSetPlan plan(Observed seen) {
    StatefulSetPlanner planner = new StatefulSetPlanner(seen);
    if (!seen.set().isDeleting()) {
      planner.steps();
    }
    return planner.result();
  }

  private void steps() {
    boolean goOn = true;
    for (int i = 0; i < set.replicas() && goOn; i++) {
      goOn = replica(identity.start() + i) || parallel;
    }
    if (!goOn) {
      return;
    }
    condemned.values().forEach(p -> add(p.name(), claimOwners(p, false)));
    for (PodView pod : condemned.values()) {
      remove(pod);
      if (!parallel) {
        return;
      }
    }
    String strategy = set.object().obj("spec").obj("updateStrategy").str("type");
    if (!strategy.equals("OnDelete")) {
      replaceNext();
    }
  }

  /// @return whether the Pods after this one may be looked at
  private boolean replica(int ordinal) {
    PodView pod = members.get(ordinal);
    if (pod == null) {
      create(ordinal);
      return false;
    }
    if (pod.isTerminal()) {
      if (!pod.isTerminating()) {
        delete(pod);
      }
      return false;
    }
    List<Write> writes = new ArrayList<>();
    if (pod.phase().equals("Pending")) {
      writes.addAll(missingClaims(ordinal, pod.object()));
    }
    boolean fine = health.isFine(pod);
    if (fine || parallel) {
      writes.addAll(claimOwners(pod, true));
      Obj repaired = identity.repaired(pod);
      if (!repaired.equals(pod.object())) {
        writes.add(new Write.UpdatePod(repaired));
      }
    }
    add(pod.name(), writes);
    return fine;
  }

  private void create(int ordinal) {
    boolean old = isHeldBack(ordinal);
    Obj revision = old ? revisions.current() : revisions.update();
    Obj pod = identity.newPod(ordinal, Revisions.template(revision), Meta.name(revision));
    for (String name : identity.claims(ordinal).keySet()) {
      Obj claim = seen.volumeClaims().get(name);
      if (claim != null && (Meta.isDeleting(claim) || retention.isLeftOver(claim, pod))) {
        blocked.add(new Blocked(Meta.name(pod), "pvc " + name + " is being deleted"));
        return;
      }
    }
    List<Write> writes = new ArrayList<>(missingClaims(ordinal, pod));
    writes.addAll(claimOwners(PodView.of(pod), true));
    writes.add(new Write.CreatePod(pod));
    add(Meta.name(pod), writes);
  }

  /// Whether a new Pod of this ordinal is still made from the revision before the update.
  private boolean isHeldBack(int ordinal) {
    Obj strategy = set.object().obj("spec").obj("updateStrategy");
    if (!strategy.str("type").equals("RollingUpdate")) {
      return false;
    }
    int old = strategy.has("rollingUpdate") ? partition() : set.statusCount("currentReplicas");
    return ordinal - identity.start() < old;
  }

  /// Ordinals below this one, counted from the first, keep the revision they have.
  private int partition() {
    Obj strategy = set.object().obj("spec").obj("updateStrategy");
    return (int) strategy.obj("rollingUpdate").integer("partition", 0);
  }

  private List<Write> missingClaims(int ordinal, Obj pod) {
    List<Write> out = new ArrayList<>();
    identity
        .claims(ordinal)
        .forEach((name, claim) -> {
          if (!seen.volumeClaims().containsKey(name)) {
            out.add(new Write.CreateClaim(retention.owned(claim, pod, true)));
          }
        });
    return out;
  }

  private List<Write> claimOwners(PodView pod, boolean inRange) {
    List<Write> out = new ArrayList<>();
    for (String name : identity.claims(identity.ordinal(pod.name())).keySet()) {
      Obj claim = seen.volumeClaims().get(name);
      Obj owned = claim == null ? null : retention.owned(claim, pod.object(), inRange);
      if (owned != null && !owned.equals(claim)) {
        out.add(new Write.UpdateClaim(owned));
      }
    }
    return out;
  }

  /// Removes a Pod that is not wanted any more. In order, one that is not well has to become so first, unless it is the
  /// lowest such: then nobody can be waiting for it.
  private void remove(PodView pod) {
    if (!pod.isTerminating() && (parallel || health.isAvailable(pod) || isLowestNotFine(pod))) {
      delete(pod);
    }
  }

  private boolean isLowestNotFine(PodView pod) {
    return condemned.descendingMap().values().stream()
        .filter(p -> !health.isFine(p))
        .findFirst()
        .filter(pod::equals)
        .isPresent();
  }

  /// Deletes the highest Pod that is not of the update revision, unless one above it is not well yet.
  private void replaceNext() {
    for (int i = set.replicas() - 1; i >= partition(); i--) {
      PodView pod = members.get(identity.start() + i);
      if (pod == null || deleted.contains(pod.name())) {
        return;
      }
      boolean outdated = !Identity.revisionOf(pod).equals(Meta.name(revisions.update()));
      if (outdated && !pod.isTerminating()) {
        delete(pod);
        replaced.add(pod.name());
        return;
      }
      if (!health.isFine(pod)) {
        return;
      }
    }
  }

  private void delete(PodView pod) {
    deleted.add(pod.name());
    add(pod.name(), List.of(new Write.DeletePod(pod)));
  }

  private void add(String pod, List<Write> writes) {
    if (!writes.isEmpty()) {
      work.add(new Work(pod, List.copyOf(writes)));
    }
  }

  private StatefulSetPlan result() {
    return new StatefulSetPlan(
        seen.pods(),
        seen.revisions(),
        set.isDeleting() ? revisions.asTheyStand() : revisions,
        List.copyOf(work),
        parallel,
        List.copyOf(blocked),
        StatefulSetStatus.of(seen, revisions, replaced),
        Workloads.untilNextAvailable(seen.ownPods(), set.minReadySeconds(), seen.now()));
  }
}
