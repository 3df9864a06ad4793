package io.binnacle.proxy.run;

import io.binnacle.client.cache.Snapshot;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.HostPortPlanner;
import io.binnacle.proxy.plan.PortPlan;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the API asks of this node, kept plan by plan. One thread at a time.
final class Desired {
  static final String BY_SERVICE = "service";
  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

  private final ProxyOptions options;
  private final Map<ObjectKey, List<ServicePlan>> services = new HashMap<>();
  private final Map<ObjectKey, Map<IpAddress.Family, List<PortPlan>>> pods = new HashMap<>();
  private final Map<ObjectKey, ServicePlan.Health> healthChecks = new HashMap<>();
  private ThisNode node;
  private ServicePlanner planner;
  private HostPortPlanner hostPorts;

  Desired(ProxyOptions options) {
    this.options = options;
    this.node = thisNode(options, null);
    this.planner = new ServicePlanner(node, options.rules().bound());
    this.hostPorts = new HostPortPlanner(node);
  }

  /// Takes the Node as it is now, null if there is none.
  ///
  /// @return whether every plan has to be made anew
  boolean node(@Nullable Obj object) {
    ThisNode is = thisNode(options, object == null ? null : NodeView.of(object));
    if (is.equals(node)) {
      return false;
    }
    node = is;
    planner = new ServicePlanner(node, options.rules().bound());
    hostPorts = new HostPortPlanner(node);
    return true;
  }

  /// Plans one Service anew.
  ///
  /// @return whether its plan is another than before
  boolean service(ObjectKey key, Snapshot seen) {
    Obj object = seen.get(ResourceName.SERVICES, key);
    List<ServicePlan> plans = List.of();
    if (object != null) {
      List<SliceView> slices = new ArrayList<>();
      for (Obj slice : seen.byIndex(ResourceName.ENDPOINT_SLICES, BY_SERVICE, key.toString())) {
        slices.add(SliceView.of(slice));
      }
      plans = planner.plan(ServiceView.of(object), slices);
    }
    noteHealth(key, plans);
    List<ServicePlan> before = plans.isEmpty() ? services.remove(key) : services.put(key, plans);
    return !plans.equals(before == null ? List.of() : before);
  }

  private void noteHealth(ObjectKey key, List<ServicePlan> plans) {
    healthChecks.remove(key);
    for (ServicePlan plan : plans) {
      if (plan.health() != null) {
        // The same Pods, once in each family.
        healthChecks.merge(key, plan.health(), (a, b) -> a.localReady() >= b.localReady() ? a : b);
      }
    }
  }

  /// What load balancers' health checks are to be told, by Service.
  Map<ObjectKey, ServicePlan.Health> healthChecks() {
    return Map.copyOf(healthChecks);
  }

  /// Plans the host ports of one Pod anew.
  void pod(ObjectKey key, @Nullable Obj object) {
    Map<IpAddress.Family, List<PortPlan>> plans = new HashMap<>();
    if (object != null) {
      for (IpAddress.Family family : options.families()) {
        plans.put(family, hostPorts.plan(PodView.of(object), family));
      }
    }
    if (object == null) {
      pods.remove(key);
    } else {
      pods.put(key, plans);
    }
  }

  /// The plan of a Service in one family, null if there is none.
  @Nullable ServicePlan plan(ObjectKey key, IpAddress.Family family) {
    for (ServicePlan plan : plans(key)) {
      if (plan.family() == family) {
        return plan;
      }
    }
    return null;
  }

  List<ServicePlan> plans(ObjectKey key) {
    return services.getOrDefault(key, List.of());
  }

  List<PortPlan> hostPorts(ObjectKey pod, IpAddress.Family family) {
    return pods.getOrDefault(pod, Map.of()).getOrDefault(family, List.of());
  }

  Set<ObjectKey> services() {
    return new HashSet<>(services.keySet());
  }

  Set<ObjectKey> pods() {
    return new HashSet<>(pods.keySet());
  }

  private static ThisNode thisNode(ProxyOptions options, @Nullable NodeView node) {
    List<IpAddress> own = new ArrayList<>();
    if (node != null) {
      for (String text : node.addresses("InternalIP")) {
        IpAddress address = IpAddress.parse(text);
        if (address != null) {
          own.add(address);
        }
      }
    }
    List<IpAddress> answering =
        new ArrayList<>(options.nodePortAddresses().isEmpty() ? own : options.nodePortAddresses());
    if (options.rules().loopback() && !answering.contains(LOOPBACK)) {
      answering.add(LOOPBACK);
    }
    return new ThisNode(options.nodeName(), node == null ? "" : node.zone(), own, answering);
  }
}
