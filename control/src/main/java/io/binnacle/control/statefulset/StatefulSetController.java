package io.binnacle.control.statefulset;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.statefulset.StatefulSetPlan.Work;
import io.binnacle.control.workload.Claiming;
import io.binnacle.control.workload.Owned;
import io.binnacle.control.workload.OwnerTriggers;
import io.binnacle.control.workload.SlowStart;
import io.binnacle.control.workload.Workloads;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes every StatefulSet as far as its order allows whenever something about it changes.
public final class StatefulSetController implements Controller {
  private static final ResourceName SETS = ResourceName.STATEFUL_SETS;
  private static final ResourceName REVISIONS = ResourceName.CONTROLLER_REVISIONS;
  private static final ResourceName CLAIMS = ResourceName.PERSISTENT_VOLUME_CLAIMS;
  private static final Duration SOON = Duration.ofMillis(50);

  private final ControllerContext context;
  private final ControllerLoop<ObjectKey> loop;
  private final OwnWrites<ObjectKey> ownWrites = new OwnWrites<>();
  private final PodWrites podWrites;
  private final Claiming claimingPods;
  private final Claiming claimingRevisions;

  /// Tells the shared cache what to follow; acts after `start`.
  public StatefulSetController(ControllerContext context) {
    this.context = context;
    this.podWrites = new PodWrites(context, ownWrites);
    this.claimingPods = new Claiming(context, SETS, ResourceName.PODS);
    this.claimingRevisions = new Claiming(context, SETS, REVISIONS);
    this.loop = new ControllerLoop<>("statefulset", context.scheduler(), 5, this::reconcile);
    Owned.register(context.cache(), REVISIONS);
    new OwnerTriggers(context.cache(), "StatefulSet", SETS, loop::enqueue)
        .register(ResourceName.PODS, Workloads::podChanged);
    context.cache().follow(CLAIMS).onChange(CLAIMS, this::claimChanged);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private Outcome reconcile(ObjectKey key) {
    Snapshot snapshot = context.cache().snapshot();
    if (ownWrites.aheadOf(key, snapshot)) {
      return Outcome.STALE;
    }
    Obj set = snapshot.get(SETS, key);
    if (set == null) {
      ownWrites.forget(key);
      return Outcome.DONE;
    }
    Observed seen = Observed.of(set, snapshot, context.scheduler().clock().instant());
    if (seen == null) {
      return Outcome.DONE;
    }
    StatefulSetPlan plan = StatefulSetPlanner.plan(seen);
    claimingRevisions.apply(set, plan.adoptRevisions(), r -> ownWrites.note(key, REVISIONS, r));
    claimingPods.apply(set, plan.pods(), p -> ownWrites.note(key, ResourceName.PODS, p));
    Obj revision = plan.revisions().write();
    if (revision != null && !record(key, set, revision, plan.revisions().isNew())) {
      return new Outcome.Later(SOON, "the name of the new revision is taken");
    }
    ApiException failure = write(key, set, plan);
    writeStatus(key, set, plan.status());
    if (failure != null) {
      throw failure;
    }
    for (Obj past : plan.revisions().forget()) {
      ownWrites.note(key, REVISIONS, context.deleteIfPresent(REVISIONS, past));
    }
    Duration next = plan.lookAgain();
    return next == null ? Outcome.DONE : new Outcome.Later(next, "a ready Pod becomes available");
  }

  /// @return the first failure, which is thrown once the status is written; null if all went well
  private @Nullable ApiException write(ObjectKey key, Obj set, StatefulSetPlan plan) {
    plan.blocked().forEach(b -> podWrites.blocked(set, b));
    try {
      if (plan.parallel()) {
        List<Runnable> side = plan.work().stream().map(w -> task(key, set, w)).toList();
        SlowStart.run(context.scheduler(), side);
      } else {
        plan.work().forEach(w -> podWrites.apply(key, set, w));
      }
      return null;
    } catch (ApiException e) {
      return e;
    }
  }

  private Runnable task(ObjectKey key, Obj set, Work work) {
    return () -> podWrites.apply(key, set, work);
  }

  /// Writes the update revision.
  ///
  /// @return whether it stands; otherwise its name was taken, and the next one will be different
  private boolean record(ObjectKey key, Obj set, Obj revision, boolean isNew) {
    if (!isNew) {
      Obj written = context.api().update(Target.of(REVISIONS, revision), revision);
      ownWrites.note(key, REVISIONS, written);
      return true;
    }
    try {
      Obj written = context.api().create(REVISIONS, key.namespace(), revision);
      ownWrites.note(key, REVISIONS, written);
      return true;
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
      Obj found = context.api().get(Target.of(REVISIONS, revision));
      boolean ours =
          Meta.isControlledBy(found, Meta.uid(set))
              && found.obj("data").equals(revision.obj("data"));
      if (!ours) {
        int taken = WorkloadView.of(set).statusCount("collisionCount") + 1;
        writeStatus(key, set, set.obj("status").with("collisionCount", taken));
      }
      return false;
    }
  }

  private void writeStatus(ObjectKey key, Obj set, Obj status) {
    if (!status.equals(set.obj("status"))) {
      Obj written = context.api().update(Target.of(SETS, key).status(), set.with("status", status));
      ownWrites.note(key, SETS, written);
    }
  }

  /// A set may be waiting for a claim to go, or have to own it.
  private void claimChanged(@Nullable Obj before, @Nullable Obj after) {
    Obj claim = Objects.requireNonNull(after == null ? before : after);
    for (Obj set : context.cache().snapshot().list(SETS, Meta.namespace(claim))) {
      if (new Identity(WorkloadView.of(set)).ownsClaim(Meta.name(claim))) {
        loop.enqueue(ObjectKey.of(set));
      }
    }
  }
}
