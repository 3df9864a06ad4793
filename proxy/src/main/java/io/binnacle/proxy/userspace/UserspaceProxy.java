package io.binnacle.proxy.userspace;

import io.binnacle.client.KubeApi;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Serves Services on loopback addresses with plain sockets, for machines where nobody is root: `curl` to a cluster address
/// in 127.0.0.0/8, or to 127.0.0.1 and a node port.
///
/// A connection that is under way when its Service goes is cut; one whose endpoint goes is left to the endpoint.
public final class UserspaceProxy implements AutoCloseable {
  private static final String BY_SERVICE = "service";

  private final ObjectCache cache;
  private final ServicePlanner planner;
  private final EventRecorder events;
  private final Listeners listeners;
  private volatile boolean synced;

  /// Reads and opens nothing before [#start].
  ///
  /// @param nodeName the Node this machine plays; for traffic policy Local
  /// @param bound addresses served by other sockets of this process, as the DNS
  /// @param silent where nothing answers, as at the addresses of simulated Pods: endpoints there count as none, so that a client
  ///     is refused at once and nothing leaves the machine
  public UserspaceProxy(
      KubeApi api,
      Scheduler scheduler,
      RandomGenerator random,
      String nodeName,
      Set<Bound> bound,
      List<Cidr> silent) {
    ThisNode node = new ThisNode(nodeName, "", List.of(), List.of(IpAddress.of("127.0.0.1")));
    planner = new ServicePlanner(node, bound);
    events = new EventRecorder(api, scheduler, "userspace-proxy", nodeName);
    listeners = new Listeners(scheduler, random, silent, this::complain);
    cache =
        new ObjectCache(api, scheduler)
            .follow(ResourceName.SERVICES)
            .follow(ResourceName.ENDPOINT_SLICES)
            .index(
                ResourceName.ENDPOINT_SLICES,
                BY_SERVICE,
                slice -> List.of(serviceOf(slice).toString()))
            .onChange(
                ResourceName.SERVICES,
                (before, after) ->
                    serve(ObjectKey.of(after != null ? after : Objects.requireNonNull(before))))
            .onChange(ResourceName.ENDPOINT_SLICES, this::sliceChanged);
  }

  /// Begins to follow; opens sockets once Services and slices have been read whole.
  public void start() {
    cache.onSynced(() -> {
      synced = true;
      cache.snapshot().list(ResourceName.SERVICES).forEach(service -> serve(ObjectKey.of(service)));
    });
    cache.start();
  }

  /// Calls `task` once, when the first sockets are open.
  public void onReady(Runnable task) {
    cache.onSynced(task);
  }

  /// How many sockets are open.
  public int listening() {
    return listeners.open();
  }

  private void sliceChanged(@Nullable Obj before, @Nullable Obj after) {
    if (before != null) {
      serve(serviceOf(before));
    }
    if (after != null && (before == null || !serviceOf(after).equals(serviceOf(before)))) {
      serve(serviceOf(after));
    }
  }

  private void serve(ObjectKey key) {
    if (!synced) {
      return;
    }
    Snapshot seen = cache.snapshot();
    Obj service = seen.get(ResourceName.SERVICES, key);
    List<ServicePlan> plans = List.of();
    if (service != null) {
      List<SliceView> slices =
          seen.byIndex(ResourceName.ENDPOINT_SLICES, BY_SERVICE, key.toString()).stream()
              .map(SliceView::of)
              .toList();
      plans = planner.plan(ServiceView.of(service), slices);
    }
    listeners.service(key, plans);
  }

  private void complain(ObjectKey key, String reason, String message) {
    Obj service = cache.snapshot().get(ResourceName.SERVICES, key);
    if (service != null) {
      events.warning(service, reason, message);
    }
  }

  private static ObjectKey serviceOf(Obj slice) {
    return new ObjectKey(Meta.namespace(slice), SliceView.of(slice).serviceName());
  }

  @Override
  public void close() {
    cache.close();
    listeners.close();
  }
}
