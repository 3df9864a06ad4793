package io.binnacle.control.endpoints;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.core.ServiceSlices;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import org.jspecify.annotations.Nullable;

/// Copies the Endpoints people write for Services without a selector into slices, which is what DNS and proxies read.
public final class MirrorController implements Controller {
  private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";

  private final ControllerContext context;
  private final ControllerLoop<ObjectKey> loop;
  private final OwnWrites<ObjectKey> ownWrites = new OwnWrites<>();
  private final EventRecorder events;

  /// Tells the shared cache what to follow; acts after `start`.
  public MirrorController(ControllerContext context) {
    this.context = context;
    this.events = context.events("endpoint-slice-mirroring-controller");
    this.loop =
        new ControllerLoop<>("endpointslicemirroring", context.scheduler(), 5, this::reconcile);
    context
        .cache()
        .follow(ResourceName.SERVICES)
        .follow(ResourceName.ENDPOINTS)
        .onChange(ResourceName.SERVICES, this::changed)
        .onChange(ResourceName.ENDPOINTS, this::changed);
    ServiceSlices.register(context.cache(), MirrorPlanner.MANAGER, loop::enqueue);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void changed(@Nullable Obj before, @Nullable Obj after) {
    Obj object = after == null ? before : after;
    if (object != null) {
      loop.enqueue(ObjectKey.of(object));
    }
  }

  private Outcome reconcile(ObjectKey key) {
    Snapshot snapshot = context.cache().snapshot();
    if (ownWrites.aheadOf(key, snapshot)) {
      return Outcome.STALE;
    }
    Obj endpoints = mirrored(key, snapshot);
    MirrorPlanner.Plan plan =
        MirrorPlanner.plan(endpoints, ServiceSlices.of(key, MirrorPlanner.MANAGER, snapshot));
    if (endpoints != null) {
      report(endpoints, plan);
    }
    try {
      for (Obj slice : plan.create()) {
        note(key, context.api().create(ResourceName.ENDPOINT_SLICES, key.namespace(), slice));
      }
    } catch (ApiException e) {
      if (e.isNamespaceTerminating()) {
        return Outcome.DONE;
      }
      throw e;
    }
    for (Obj slice : plan.update()) {
      note(key, context.api().update(Target.of(ResourceName.ENDPOINT_SLICES, slice), slice));
    }
    for (SliceView slice : plan.delete()) {
      note(key, context.deleteIfPresent(ResourceName.ENDPOINT_SLICES, slice.object()));
    }
    return Outcome.DONE;
  }

  /// The Endpoints object `key` if it is one to mirror.
  private static @Nullable Obj mirrored(ObjectKey key, Snapshot snapshot) {
    Obj endpoints = snapshot.get(ResourceName.ENDPOINTS, key);
    Obj service = snapshot.get(ResourceName.SERVICES, key);
    boolean wanted =
        endpoints != null
            && service != null
            && !ServiceView.of(service).hasSelector()
            && Meta.annotation(endpoints, EndpointsController.LEADER) == null
            && !"true".equals(Meta.labels(endpoints).get(SKIP_MIRROR));
    return wanted ? endpoints : null;
  }

  private void report(Obj endpoints, MirrorPlanner.Plan plan) {
    if (plan.invalidAddresses() > 0) {
      events.warning(
          endpoints,
          "InvalidIPAddress",
          "Skipped "
              + plan.invalidAddresses()
              + " invalid IP addresses when mirroring to EndpointSlices");
    }
    if (plan.skipped() > 0) {
      events.warning(
          endpoints,
          "TooManyAddressesToMirror",
          "A max of "
              + MirrorPlanner.MAX_ADDRESSES_PER_SUBSET
              + " addresses can be mirrored to EndpointSlices per Endpoints subset. "
              + plan.skipped()
              + " addresses were skipped");
    }
  }

  private void note(ObjectKey key, Obj written) {
    ownWrites.note(key, ResourceName.ENDPOINT_SLICES, written);
  }
}
