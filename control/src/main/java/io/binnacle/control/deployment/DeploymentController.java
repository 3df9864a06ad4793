package io.binnacle.control.deployment;

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
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Takes every Deployment one step further whenever something about it changes.
public final class DeploymentController implements Controller {
  private static final ResourceName DEPLOYMENTS = ResourceName.DEPLOYMENTS;
  private static final ResourceName SETS = ResourceName.REPLICA_SETS;
  private static final Duration SOON = Duration.ofMillis(50);

  private final ControllerContext context;
  private final ControllerLoop<ObjectKey> loop;
  private final OwnWrites<ObjectKey> ownWrites = new OwnWrites<>();
  private final EventRecorder events;
  private final Claiming claiming;

  /// Tells the shared cache what to follow; acts after `start`.
  public DeploymentController(ControllerContext context) {
    this.context = context;
    this.events = context.events("deployment-controller");
    this.claiming = new Claiming(context, DEPLOYMENTS, SETS);
    this.loop = new ControllerLoop<>("deployment", context.scheduler(), 5, this::reconcile);
    new OwnerTriggers(context.cache(), "Deployment", DEPLOYMENTS, loop::enqueue)
        .register(SETS, (before, after) -> true);
    Owned.register(context.cache(), ResourceName.PODS);
    context.cache().onChange(ResourceName.PODS, this::podChanged);
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
    Obj deployment = snapshot.get(DEPLOYMENTS, key);
    if (deployment == null) {
      ownWrites.forget(key);
      return Outcome.DONE;
    }
    Observed seen = Observed.of(deployment, snapshot, context.scheduler().clock().instant());
    if (seen == null) {
      return Outcome.DONE;
    }
    DeploymentPlan plan = DeploymentPlanner.plan(seen);
    claiming.apply(deployment, plan.claims(), set -> ownWrites.note(key, SETS, set));
    Obj create = plan.create();
    if (create != null) {
      Outcome instead = create(key, seen, create);
      if (instead != null) {
        return instead;
      }
    }
    write(key, plan);
    if (plan.changesStatus()) {
      writeStatus(key, plan.deployment());
    }
    Duration next = plan.lookAgain();
    return next == null ? Outcome.DONE : new Outcome.Later(next, "the rollout may be late");
  }

  private void write(ObjectKey key, DeploymentPlan plan) {
    for (DeploymentPlan.Update each : plan.update()) {
      Obj written = context.api().update(Target.of(SETS, each.after()), each.after());
      ownWrites.note(key, SETS, written);
      if (!each.event().isEmpty()) {
        events.normal(plan.before(), "ScalingReplicaSet", each.event());
      }
    }
    for (Obj set : plan.delete()) {
      ownWrites.note(key, SETS, context.deleteIfPresent(SETS, set));
    }
  }

  /// @return what to answer if the step cannot go on; null if the set has been created
  private @Nullable Outcome create(ObjectKey key, Observed seen, Obj set) {
    try {
      ownWrites.note(key, SETS, context.api().create(SETS, key.namespace(), set));
    } catch (ApiException e) {
      if (e.isNamespaceTerminating()) {
        return Outcome.DONE;
      }
      if (e.isAlreadyExists()) {
        return taken(key, seen, set);
      }
      String message =
          "Failed to create new replica set \"" + Meta.name(set) + "\": " + e.getMessage();
      events.warning(seen.deployment().object(), "ReplicaSetCreateError", message);
      Obj deployment = DeploymentPlanner.afterFailedCreate(seen, message);
      if (!deployment.equals(seen.deployment().object())) {
        writeStatus(key, deployment);
      }
      throw e;
    }
    int size = WorkloadView.of(set).replicas();
    if (size > 0) {
      events.normal(
          seen.deployment().object(),
          "ScalingReplicaSet",
          DeploymentPlan.scaled(Meta.name(set), 0, size));
    }
    return null;
  }

  /// The name is taken: by the very set, which the cache has not shown yet, or by one of another template or owner,
  /// which makes the next name a different one.
  private Outcome taken(ObjectKey key, Observed seen, Obj set) {
    Obj found = context.api().get(Target.of(SETS, set));
    boolean ours =
        Meta.isControlledBy(found, seen.deployment().uid())
            && Templates.same(WorkloadView.of(found).template(), seen.deployment().template());
    if (!ours) {
      writeStatus(key, DeploymentPlanner.afterCollision(seen));
    }
    return new Outcome.Later(SOON, "the name of the new ReplicaSet is taken");
  }

  private void writeStatus(ObjectKey key, Obj deployment) {
    Obj written = context.api().update(Target.of(DEPLOYMENTS, key).status(), deployment);
    ownWrites.note(key, DEPLOYMENTS, written);
  }

  /// With strategy Recreate the end of an old Pod is what the rollout waits for.
  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    boolean ended = after == null || PodView.of(after).isTerminal();
    if (before == null || !ended) {
      return;
    }
    Snapshot snapshot = context.cache().snapshot();
    Obj set = owner("ReplicaSet", SETS, before, snapshot);
    Obj deployment = set == null ? null : owner("Deployment", DEPLOYMENTS, set, snapshot);
    if (deployment != null && Observed.isRecreate(deployment)) {
      loop.enqueue(ObjectKey.of(deployment));
    }
  }

  private static @Nullable Obj owner(
      String kind, ResourceName resource, Obj object, Snapshot snapshot) {
    Obj controller = Meta.controllerOf(object);
    return controller == null || !controller.str("kind").equals(kind)
        ? null
        : snapshot.get(resource, new ObjectKey(Meta.namespace(object), controller.str("name")));
  }
}
