package io.binnacle.control.deployment;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what the next step of a Deployment is, given its ReplicaSets. One plan takes one step: it makes the current set
/// grow, or the old ones shrink, or tidies up. Equal in, equal out; once Pods have followed every step, nothing is left
/// to plan.
public final class DeploymentPlanner {
  private final Observed seen;
  private final WorkloadView deployment;
  private final Limits limits;
  private final Fleet fleet;
  private final Scaling scaling;
  private final DeploymentStatus status;
  private List<Obj> delete = List.of();
  private long revision;

  private DeploymentPlanner(Observed seen) {
    this.seen = seen;
    this.deployment = seen.deployment();
    this.limits = Limits.of(deployment);
    this.fleet = new Fleet(seen.claims().owned(), deployment.template());
    this.scaling = new Scaling(fleet, limits);
    this.status = new DeploymentStatus(deployment, limits, seen.now());
  }

  /// The next step. A Deployment that is being deleted gets its status counted and nothing else.
  public static DeploymentPlan plan(Observed seen) {
    DeploymentPlanner planner = new DeploymentPlanner(seen);
    if (seen.deployment().isDeleting()) {
      planner.status.count(planner.fleet);
    } else {
      planner.step();
    }
    return planner.result();
  }

  /// What follows from a failure to create the set of the current template.
  ///
  /// @param message what went wrong
  static Obj afterFailedCreate(Observed seen, String message) {
    DeploymentPlanner planner = new DeploymentPlanner(seen);
    planner.status.noteCreateFailed(message);
    return planner.result().deployment();
  }

  /// What follows from finding another set under the name of the one to create.
  static Obj afterCollision(Observed seen) {
    DeploymentPlanner planner = new DeploymentPlanner(seen);
    planner.status.noteCollision();
    return planner.result().deployment();
  }

  private void step() {
    boolean paused = deployment.object().obj("spec").bool("paused", false);
    status.notePaused();
    adoptCurrent();
    if (paused || scaling.isDue()) {
      scaling.resize(isRolling());
      if (paused) {
        tidy();
      }
      status.count(fleet);
      return;
    }
    boolean moved = Observed.isRecreate(deployment.object()) ? recreate() : roll();
    if (!moved && status.wasComplete()) {
      tidy();
    }
    status.count(fleet);
    status.judge(fleet);
  }

  private boolean isRolling() {
    return deployment.object().obj("spec").obj("strategy").str("type").equals("RollingUpdate");
  }

  /// @return whether a size changed, or must change before anything else does
  private boolean roll() {
    WorkloadView before = fleet.current();
    WorkloadView current = before == null ? create() : before;
    return scaling.moveCurrent(current) || scaling.shrinkOld(current);
  }

  /// @return whether a size changed, or must change before anything else does
  private boolean recreate() {
    if (scaling.emptyOld() || oldPodsRun()) {
      return true;
    }
    WorkloadView before = fleet.current();
    WorkloadView current = before == null ? create() : before;
    return scaling.moveCurrent(current);
  }

  /// Whether a Pod of a former template may still be at work.
  private boolean oldPodsRun() {
    if (Fleet.reported(fleet.old(), "replicas") > 0) {
      return true;
    }
    for (WorkloadView set : fleet.old()) {
      List<PodView> pods = seen.pods().getOrDefault(set.uid(), List.of());
      if (!pods.stream().allMatch(PodView::isTerminal)) {
        return true;
      }
    }
    return false;
  }

  /// Keeps the set of the current template, if there is one, in step with the Deployment.
  private void adoptCurrent() {
    WorkloadView current = fleet.current();
    if (current == null) {
      return;
    }
    fleet.change(
        current.name(),
        s ->
            Templates.withMinReadySeconds(
                Revisions.current(s, deployment.object(), nextRevision()), deployment));
    revision = currentRevision();
    status.noteFound(current);
  }

  private WorkloadView create() {
    Obj set = Templates.newReplicaSet(deployment);
    int size = isRolling() ? scaling.sizeOfCurrent(0) : limits.replicas();
    Obj sized = set.change("spec", s -> s.with("replicas", size));
    Obj numbered = Revisions.current(sized, deployment.object(), nextRevision());
    Obj complete = Revisions.scaledFor(numbered, limits);
    fleet.create(complete);
    revision = currentRevision();
    status.noteCreated(Meta.name(complete));
    return WorkloadView.of(complete);
  }

  private long nextRevision() {
    return fleet.old().stream().mapToLong(s -> Revisions.of(s.object())).max().orElse(0) + 1;
  }

  private long currentRevision() {
    WorkloadView current = fleet.current();
    return current == null ? 0 : Revisions.of(current.object());
  }

  /// Forgets the oldest revisions beyond the limit, unless their sets still have Pods.
  private void tidy() {
    long limit = deployment.object().obj("spec").integer("revisionHistoryLimit", Integer.MAX_VALUE);
    List<WorkloadView> old =
        fleet.old().stream()
            .filter(s -> !s.isDeleting())
            .sorted(
                Comparator.comparingLong((WorkloadView s) -> Revisions.of(s.object()))
                    .thenComparing(Fleet.BY_AGE))
            .toList();
    delete =
        old.stream()
            .limit(Math.max(0, old.size() - limit))
            .filter(s -> s.replicas() == 0 && s.statusCount("replicas") == 0)
            .filter(s -> s.observedGeneration() >= s.generation())
            .map(WorkloadView::object)
            .toList();
  }

  private DeploymentPlan result() {
    Obj after = deployment.object();
    if (revision > 0) {
      after = Meta.withAnnotation(after, Revisions.REVISION, Long.toString(revision));
    }
    if (!status.status().equals(after.obj("status"))) {
      after = after.with("status", status.status());
    }
    @Nullable Obj created = fleet.created();
    return new DeploymentPlan(
        seen.claims(),
        created,
        fleet.updated(),
        delete,
        deployment.object(),
        after,
        status.untilLate());
  }
}
