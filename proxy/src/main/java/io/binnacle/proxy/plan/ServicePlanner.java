package io.binnacle.proxy.plan;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.IpAddress.Family;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.Door.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Plans one Service: which addresses this node answers for it, and where what comes there goes.
///
/// Semantics of kube-proxy 1.32: terminating endpoints as a last resort, hints all or nothing, traffic policies Cluster and
/// Local apart for inside and outside, reject where there is nothing and drop where there is something elsewhere.
///
/// @see <a href="https://kubernetes.io/docs/reference/networking/virtual-ips/">Virtual IPs and service proxies</a>
public final class ServicePlanner {
  /// The label by which a Service or a slice asks another proxy to serve it.
  public static final String PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name";

  private final ThisNode node;
  private final Set<Bound> bound;

  /// @param node whose plans these are
  /// @param bound addresses that are served on this machine without a proxy: no door is made there
  public ServicePlanner(ThisNode node, Set<Bound> bound) {
    this.node = node;
    this.bound = Set.copyOf(bound);
  }

  /// Whether a slice counts: not headless, not another proxy's. FQDN slices count, and are then ignored.
  public static boolean reads(SliceView slice) {
    Map<String, String> labels = slice.object().obj("metadata").obj("labels").stringMap();
    return !slice.serviceName().isEmpty()
        && !labels.containsKey(SliceView.HEADLESS_LABEL)
        && !labels.containsKey(PROXY_NAME_LABEL);
  }

  /// Whether a Service is proxied: it has a virtual address and does not ask for another proxy.
  public static boolean serves(ServiceView service) {
    return !service.isExternalName()
        && service.hasClusterIp()
        && !service.labels().containsKey(PROXY_NAME_LABEL)
        && !service.labels().containsKey(SliceView.HEADLESS_LABEL);
  }

  /// The plans of one Service, one for each family it has a cluster address of; none if it is not proxied.
  ///
  /// @param slices every slice labelled with its name, in any order
  public List<ServicePlan> plan(ServiceView service, List<SliceView> slices) {
    List<ServicePlan> out = new ArrayList<>();
    if (serves(service)) {
      List<SliceView> read = slices.stream().filter(ServicePlanner::reads).toList();
      for (String text : service.clusterIps()) {
        IpAddress clusterIp = IpAddress.parse(text);
        if (clusterIp != null) {
          out.add(plan(service, clusterIp, read));
        }
      }
    }
    return out;
  }

  private ServicePlan plan(ServiceView service, IpAddress clusterIp, List<SliceView> slices) {
    Family family = clusterIp.family();
    EndpointPool pool = EndpointPool.of(slices, family, node.name());
    List<PortPlan> ports = new ArrayList<>();
    Set<IpAddress> localReady = new HashSet<>();
    for (ServiceView.Port port : service.ports()) {
      Protocol protocol = Protocol.parse(port.protocol());
      if (protocol == null) {
        continue;
      }
      List<EndpointPool.Candidate> candidates = pool.candidates(port.name(), protocol);
      for (EndpointPool.Candidate candidate : candidates) {
        if (candidate.ready() && candidate.backend().where() == Backend.Where.HERE) {
          localReady.add(candidate.backend().address());
        }
      }
      EndpointChoice choice = EndpointChoice.of(candidates, node);
      Set<IpAddress> serving =
          protocol == Protocol.UDP ? new TreeSet<>(pool.serving(port.name(), protocol)) : Set.of();
      ports.add(
          new PortPlan(
              port.name(),
              protocol,
              service.affinitySeconds(),
              doors(service, clusterIp, port, choice),
              serving,
              port.nodePort()));
    }
    return new ServicePlan(
        service.key(), family, clusterIp, ports, health(service, localReady.size()));
  }

  private List<Door> doors(
      ServiceView service, IpAddress clusterIp, ServiceView.Port port, EndpointChoice choice) {
    Family family = clusterIp.family();
    List<Door> doors = new ArrayList<>();
    if (!bound.contains(new Bound(clusterIp, port.port()))) {
      Fate inside = inside(service, choice);
      doors.add(new Door(Kind.CLUSTER_IP, clusterIp, port.port(), List.of(), inside));
    }
    Fate outside = outside(service, choice);
    for (IpAddress address : addresses(service.externalIps(), family)) {
      doors.add(new Door(Kind.EXTERNAL_IP, address, port.port(), List.of(), outside));
    }
    List<Cidr> ranges = ranges(service, family);
    for (IpAddress address : addresses(service.virtualIngress(), family)) {
      List<Cidr> admitted = admitted(ranges, address);
      doors.add(new Door(Kind.LOAD_BALANCER, address, port.port(), admitted, outside));
    }
    if (port.nodePort() != 0) {
      for (IpAddress address : node.portAddresses()) {
        if (address.family() == family) {
          doors.add(new Door(Kind.NODE_PORT, address, port.nodePort(), List.of(), outside));
        }
      }
    }
    return doors;
  }

  private static Fate inside(ServiceView service, EndpointChoice choice) {
    return fate(choice, service.internalTrafficLocal() ? choice.local() : choice.cluster());
  }

  private static Fate outside(ServiceView service, EndpointChoice choice) {
    if (!service.externalTrafficLocal()) {
      return fate(choice, choice.cluster());
    }
    // Local applies to strangers only: this node and its Pods may go anywhere. With no endpoint at
    // all all are refused.
    return choice.any() && !choice.cluster().isEmpty()
        ? new Fate.ByOrigin(fate(choice, choice.local()), new Fate.Forward(choice.cluster()))
        : new Fate.Reject();
  }

  private static Fate fate(EndpointChoice choice, List<Backend> backends) {
    if (!backends.isEmpty()) {
      return new Fate.Forward(backends);
    }
    return choice.any() ? new Fate.Drop() : new Fate.Reject();
  }

  private static Set<IpAddress> addresses(List<String> texts, Family family) {
    Set<IpAddress> out = new TreeSet<>();
    for (String text : texts) {
      IpAddress address = Addresses.parse(text, family);
      if (address != null) {
        out.add(address);
      }
    }
    return out;
  }

  private static List<Cidr> ranges(ServiceView service, Family family) {
    Set<Cidr> out = new TreeSet<>();
    for (String text : service.loadBalancerSourceRanges()) {
      Cidr range = Cidr.parseAround(text.strip());
      if (range != null && range.family() == family) {
        out.add(range);
      }
    }
    return List.copyOf(out);
  }

  /// A node that is admitted may also reach the address from that very address, as it does when the load balancer has put
  /// it on one of the node's interfaces.
  private List<Cidr> admitted(List<Cidr> ranges, IpAddress virtual) {
    boolean nodeIsIn =
        ranges.stream().anyMatch(range -> node.addresses().stream().anyMatch(range::contains));
    if (!nodeIsIn) {
      return widest(ranges);
    }
    List<Cidr> out = new ArrayList<>(ranges);
    out.add(new Cidr(virtual, virtual.family().bits()));
    return widest(out);
  }

  /// Without the blocks that lie in another one: the kernel's sets take no overlaps.
  private static List<Cidr> widest(List<Cidr> ranges) {
    List<Cidr> out = new ArrayList<>();
    for (Cidr range : new TreeSet<>(ranges)) {
      // Sorted by first address, the wider of two with the same one first: what contains a block
      // stands before it.
      if (out.stream().noneMatch(wider -> wider.overlaps(range))) {
        out.add(range);
      }
    }
    return out;
  }

  private static ServicePlan.@Nullable Health health(ServiceView service, int localReady) {
    return service.needsHealthCheckNodePort() && service.healthCheckNodePort() != 0
        ? new ServicePlan.Health(service.healthCheckNodePort(), localReady)
        : null;
  }
}
