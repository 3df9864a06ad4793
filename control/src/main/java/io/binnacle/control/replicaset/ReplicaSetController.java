package io.binnacle.control.replicaset;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
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
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// Keeps every ReplicaSet at its number of Pods and tells in its status how they are.
public final class ReplicaSetController implements Controller {
  private static final ResourceName SETS = ResourceName.REPLICA_SETS;

  private final ControllerContext context;
  private final ControllerLoop<ObjectKey> loop;
  private final OwnWrites<ObjectKey> ownWrites = new OwnWrites<>();
  private final EventRecorder events;
  private final Claiming claiming;

  /// Tells the shared cache what to follow; acts after `start`.
  public ReplicaSetController(ControllerContext context) {
    this.context = context;
    this.events = context.events("replicaset-controller");
    this.claiming = new Claiming(context, SETS, ResourceName.PODS);
    this.loop = new ControllerLoop<>("replicaset", context.scheduler(), 5, this::reconcile);
    Owned.register(context.cache(), SETS);
    new OwnerTriggers(context.cache(), "ReplicaSet", SETS, loop::enqueue)
        .register(ResourceName.PODS, Workloads::podChanged);
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
    ReplicaSetPlan plan = ReplicaSetPlanner.plan(seen);
    claiming.apply(set, plan.claims(), pod -> notePod(key, pod));
    ApiException failure = write(key, set, plan);
    writeStatus(key, set, ReplicaSetStatus.of(seen, failure == null ? null : failure.getMessage()));
    if (failure != null) {
      throw failure;
    }
    Duration next =
        Workloads.untilNextAvailable(seen.pods(), seen.replicaSet().minReadySeconds(), seen.now());
    return next == null ? Outcome.DONE : new Outcome.Later(next, "a ready Pod becomes available");
  }

  /// @return the first failure, which the status shows before it is thrown; null if all went well
  private @Nullable ApiException write(ObjectKey key, Obj set, ReplicaSetPlan plan) {
    try {
      SlowStart.run(
          context.scheduler(),
          Collections.nCopies(plan.create(), () -> create(key, set, plan.pod())));
      context
          .scheduler()
          .runAll(plan.delete().stream().map(p -> (Runnable) () -> delete(key, set, p)).toList());
      return null;
    } catch (ApiException e) {
      return e;
    }
  }

  private void create(ObjectKey key, Obj set, Obj pod) {
    try {
      Obj created = context.api().create(ResourceName.PODS, key.namespace(), pod);
      notePod(key, created);
      events.normal(set, "SuccessfulCreate", "Created pod: " + Meta.name(created));
    } catch (ApiException e) {
      // In a namespace that is going away every create fails, and nothing has to be done about it.
      if (!e.isNamespaceTerminating()) {
        events.warning(set, "FailedCreate", "Error creating: " + e.getMessage());
        throw e;
      }
    }
  }

  private void delete(ObjectKey key, Obj set, PodView pod) {
    try {
      Obj left = context.deleteIfPresent(ResourceName.PODS, pod.object());
      notePod(key, left);
      if (!left.isEmpty()) {
        events.normal(set, "SuccessfulDelete", "Deleted pod: " + pod.name());
      }
    } catch (ApiException e) {
      events.warning(set, "FailedDelete", "Error deleting: " + e.getMessage());
      throw e;
    }
  }

  private void writeStatus(ObjectKey key, Obj set, Obj status) {
    if (!status.equals(set.obj("status"))) {
      Obj written = context.api().update(Target.of(SETS, key).status(), set.with("status", status));
      ownWrites.note(key, SETS, written);
    }
  }

  private void notePod(ObjectKey key, Obj pod) {
    ownWrites.note(key, ResourceName.PODS, pod);
  }
}
