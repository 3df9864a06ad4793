package io.binnacle.control.endpoints;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.core.SelectedPods;
import io.binnacle.control.core.ServiceTriggers;
import io.binnacle.control.core.TriggerTimes;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the Endpoints object of every Service with a selector in line with its Pods, and removes it with its Service.
public final class EndpointsController implements Controller {
  /// Marks an Endpoints object as a leader election lock of old: never ours.
  static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  private final ControllerContext context;
  private final ControllerLoop<ObjectKey> loop;
  private final OwnWrites<ObjectKey> ownWrites = new OwnWrites<>();
  private final TriggerTimes triggerTimes = new TriggerTimes();
  private final EventRecorder events;

  /// Tells the shared cache what to follow; acts after `start`.
  public EndpointsController(ControllerContext context) {
    this.context = context;
    this.events = context.events("endpoint-controller");
    this.loop = new ControllerLoop<>("endpoints", context.scheduler(), 5, this::reconcile);
    context
        .cache()
        .follow(ResourceName.ENDPOINTS)
        .onChange(ResourceName.ENDPOINTS, (before, after) -> endpointsChanged(before, after));
    ServiceTriggers.register(context.cache(), loop::enqueue);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  /// What is there at the start may have lost its Service while nobody looked. Later, a Service that goes takes its Endpoints with
  /// it: those without one were written by hand before it, and wait.
  private void endpointsChanged(@Nullable Obj before, @Nullable Obj after) {
    Obj object = after == null ? before : after;
    if (object == null) {
      return;
    }
    ObjectKey key = ObjectKey.of(object);
    boolean early =
        after != null
            && context.cache().synced()
            && context.cache().snapshot().get(ResourceName.SERVICES, key) == null;
    if (!early) {
      loop.enqueue(key);
    }
  }

  private Outcome reconcile(ObjectKey key) {
    Snapshot snapshot = context.cache().snapshot();
    if (ownWrites.aheadOf(key, snapshot)) {
      return Outcome.STALE;
    }
    Obj current = snapshot.get(ResourceName.ENDPOINTS, key);
    Obj object = snapshot.get(ResourceName.SERVICES, key);
    if (object == null) {
      triggerTimes.forget(key);
      return orphaned(key, current);
    }
    ServiceView service = ServiceView.of(object);
    if (!service.hasSelector() || service.isExternalName()) {
      return Outcome.DONE;
    }
    List<PodView> pods = SelectedPods.of(service, snapshot);
    Instant trigger = triggerTimes.since(service, pods);
    Obj wanted =
        EndpointsPlanner.plan(service, pods, current, trigger == null ? null : trigger.toString());
    if (wanted != null) {
      write(key, service, wanted, current == null);
    }
    return Outcome.DONE;
  }

  private void write(ObjectKey key, ServiceView service, Obj wanted, boolean create) {
    try {
      Obj written =
          create
              ? context.api().create(ResourceName.ENDPOINTS, key.namespace(), wanted)
              : context.api().update(Target.of(ResourceName.ENDPOINTS, key), wanted);
      ownWrites.note(key, ResourceName.ENDPOINTS, written);
    } catch (ApiException e) {
      if (e.isNamespaceTerminating()) {
        return;
      }
      if (!e.isConflict() && !e.isAlreadyExists()) {
        events.warning(
            service.object(),
            create ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
            "Failed to "
                + (create ? "create" : "update")
                + " endpoint for service "
                + key
                + ": "
                + e.getMessage());
      }
      throw e;
    }
  }

  private Outcome orphaned(ObjectKey key, @Nullable Obj current) {
    if (current != null && Meta.annotation(current, LEADER) == null) {
      ownWrites.note(
          key, ResourceName.ENDPOINTS, context.deleteIfPresent(ResourceName.ENDPOINTS, current));
    }
    return Outcome.DONE;
  }
}
