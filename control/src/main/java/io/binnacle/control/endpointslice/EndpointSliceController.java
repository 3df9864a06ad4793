package io.binnacle.control.endpointslice;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.core.ServiceSlices;
import io.binnacle.control.core.ServiceTriggers;
import io.binnacle.control.core.TriggerTimes;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.SliceView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Keeps the slices of every Service with a selector in line with its Pods.
public final class EndpointSliceController implements Controller {
  private static final Duration NODE_UNKNOWN = Duration.ofSeconds(1);

  private final ControllerContext context;
  private final ControllerLoop<ObjectKey> loop;
  private final OwnWrites<ObjectKey> ownWrites = new OwnWrites<>();
  private final TriggerTimes triggerTimes = new TriggerTimes();
  private final EventRecorder events;

  /// Tells the shared cache what to follow; acts after `start`.
  public EndpointSliceController(ControllerContext context) {
    this.context = context;
    this.events = context.events("endpoint-slice-controller");
    this.loop = new ControllerLoop<>("endpointslice", context.scheduler(), 5, this::reconcile);
    context.cache().follow(ResourceName.NODES).onChange(ResourceName.NODES, this::nodeChanged);
    ServiceSlices.register(context.cache(), Observed.MANAGER, loop::enqueue);
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

  private Outcome reconcile(ObjectKey key) {
    Snapshot snapshot = context.cache().snapshot();
    if (ownWrites.aheadOf(key, snapshot)) {
      return Outcome.STALE;
    }
    Observed seen = Observed.of(key, snapshot);
    if (seen == null) {
      return noLongerOurs(key, snapshot);
    }
    Instant trigger = triggerTimes.since(seen.service(), seen.pods());
    EndpointSlicePlan plan =
        EndpointSlicePlanner.plan(
            seen,
            EndpointSlicePlanner.DEFAULT_MAX_ENDPOINTS,
            EndpointSlicePlanner.ONE_BY_ONE,
            trigger == null ? null : trigger.toString());
    try {
      write(key, plan);
    } catch (ApiException e) {
      if (e.isNamespaceTerminating()) {
        return Outcome.DONE;
      }
      if (!e.isConflict()) {
        events.warning(
            seen.service().object(),
            "FailedToUpdateEndpointSlices",
            "Error updating Endpoint Slices for Service " + key + ": " + e.getMessage());
      }
      throw e;
    }
    return plan.missingNodes().isEmpty()
        ? Outcome.DONE
        : new Outcome.Later(
            NODE_UNKNOWN, "nodes of these Pods are unknown: " + plan.missingNodes());
  }

  private void write(ObjectKey key, EndpointSlicePlan plan) {
    for (Obj slice : plan.create()) {
      note(key, context.api().create(ResourceName.ENDPOINT_SLICES, key.namespace(), slice));
    }
    for (Obj slice : plan.update()) {
      note(key, context.api().update(Target.of(ResourceName.ENDPOINT_SLICES, slice), slice));
    }
    for (SliceView slice : plan.delete()) {
      note(key, context.deleteIfPresent(ResourceName.ENDPOINT_SLICES, slice.object()));
    }
  }

  /// The Service is gone (garbage collection takes its slices), or endpoints are made by hand from now on.
  private Outcome noLongerOurs(ObjectKey key, Snapshot snapshot) {
    triggerTimes.forget(key);
    ownWrites.forget(key);
    if (snapshot.get(ResourceName.SERVICES, key) != null) {
      return Outcome.DONE;
    }
    for (SliceView slice : ServiceSlices.of(key, Observed.MANAGER, snapshot)) {
      note(key, context.deleteIfPresent(ResourceName.ENDPOINT_SLICES, slice.object()));
    }
    return Outcome.DONE;
  }

  private void note(ObjectKey key, Obj written) {
    ownWrites.note(key, ResourceName.ENDPOINT_SLICES, written);
  }

  private void nodeChanged(@Nullable Obj before, @Nullable Obj after) {
    boolean zoneChanged =
        before == null || after == null || !Meta.labels(before).equals(Meta.labels(after));
    if (zoneChanged) {
      context
          .cache()
          .snapshot()
          .list(ResourceName.SERVICES)
          .forEach(s -> loop.enqueue(ObjectKey.of(s)));
    }
  }
}
