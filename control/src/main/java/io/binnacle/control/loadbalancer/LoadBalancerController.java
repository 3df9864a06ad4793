package io.binnacle.control.loadbalancer;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the address of every LoadBalancer Service to its status. One key for all Services: two of them must never be
/// given the same address.
public final class LoadBalancerController implements Controller {
  private static final String POOL = "pool";

  private final ControllerContext context;
  private final List<Cidr> pool;
  private final ControllerLoop<String> loop;
  private final OwnWrites<String> ownWrites = new OwnWrites<>();
  private final EventRecorder events;

  /// Tells the shared cache what to follow; acts after `start`.
  ///
  /// @param pool ranges to give addresses from, at most one of each family
  public LoadBalancerController(ControllerContext context, List<Cidr> pool) {
    this.context = context;
    this.pool = List.copyOf(pool);
    this.events = context.events("service-controller");
    this.loop = new ControllerLoop<>("loadbalancer", context.scheduler(), 1, _ -> reconcile());
    context.cache().follow(ResourceName.SERVICES).onChange(ResourceName.SERVICES, this::changed);
  }

  @Override
  public void start() {
    loop.enqueue(POOL);
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void changed(@Nullable Obj before, @Nullable Obj after) {
    for (Obj service : new Obj[] {before, after}) {
      if (service != null && ServiceView.of(service).type() == ServiceView.Type.LOAD_BALANCER) {
        loop.enqueue(POOL);
      }
    }
  }

  private Outcome reconcile() {
    Snapshot snapshot = context.cache().snapshot();
    if (ownWrites.aheadOf(POOL, snapshot)) {
      return Outcome.STALE;
    }
    List<ServiceView> services =
        snapshot.list(ResourceName.SERVICES).stream().map(ServiceView::of).toList();
    AddressPlanner.Plan plan = AddressPlanner.plan(services, pool);
    for (Map.Entry<ObjectKey, String> refused : plan.refused().entrySet()) {
      Obj service = snapshot.get(ResourceName.SERVICES, refused.getKey());
      if (service != null) {
        events.warning(
            service,
            "SyncLoadBalancerFailed",
            "Error syncing load balancer: " + refused.getValue());
      }
    }
    for (Map.Entry<ObjectKey, List<String>> given : plan.ingress().entrySet()) {
      Obj service = snapshot.get(ResourceName.SERVICES, given.getKey());
      if (service != null) {
        write(service, given.getValue());
      }
    }
    return Outcome.DONE;
  }

  private void write(Obj service, List<String> addresses) {
    Arr ingress =
        addresses.stream()
            .map(ip -> Obj.of("ip", Str.of(ip), "ipMode", Str.of("VIP")))
            .collect(Arr.toArr());
    Obj status = service.obj("status").with("loadBalancer", Obj.of("ingress", ingress));
    try {
      Obj written =
          context
              .api()
              .update(
                  Target.of(ResourceName.SERVICES, service).status(),
                  service.with("status", status));
      ownWrites.note(POOL, ResourceName.SERVICES, written);
      events.normal(service, "EnsuredLoadBalancer", "Ensured load balancer");
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
