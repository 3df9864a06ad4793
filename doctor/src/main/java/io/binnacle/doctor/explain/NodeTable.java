package io.binnacle.doctor.explain;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.NftText;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.HostPortPlanner;
import io.binnacle.proxy.plan.PortPlan;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import io.binnacle.proxy.rules.Data;
import io.binnacle.proxy.rules.RuleBook;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.trace.Packet;
import io.binnacle.proxy.trace.Trace;
import io.binnacle.proxy.trace.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The part of one node's table that concerns one destination, as the proxy would write it.
final class NodeTable {
  private static final String SERVICES = "services";
  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

  private final TableState state;
  private final Set<IpAddress> local;
  private final List<Claimed> doors;

  /// A door and whose it is.
  ///
  /// @param owner the Service; for a host port the Pod
  record Claimed(ObjectKey owner, PortPlan port, Door door) {}

  private NodeTable(TableState state, Set<IpAddress> local, List<Claimed> doors) {
    this.state = state;
    this.local = local;
    this.doors = doors;
  }

  /// Makes it.
  ///
  /// @param node the node, by name
  /// @param to where the packet goes
  static NodeTable of(Evidence seen, String node, IpAddress to, int port) {
    NodeView view = node(seen, node);
    ThisNode here =
        new ThisNode(
            node,
            view == null ? "" : view.zone(),
            view == null ? List.of() : Source.addresses(view),
            view == null ? List.of() : Source.addresses(view));
    Rules read = read(seen, node);
    Set<IpAddress> local = new HashSet<>(read == null ? Set.of() : read.local());
    local.addAll(here.addresses());
    local.add(LOOPBACK);
    List<ServiceView> services = claimants(seen, to, port);
    Set<Bound> bound = read == null ? Set.of() : Kernel.bound(read, to.family());
    RuleBook book =
        new RuleBook(
            RulesOptions.of(name(read), seen.facts().serviceRanges(), podCidrs(seen))
                .withBound(bound),
            to.family());
    ServicePlanner planner = new ServicePlanner(here, bound);
    Map<ObjectKey, ServicePlan> plans = new HashMap<>();
    for (ServiceView service : services) {
      for (ServicePlan plan : planner.plan(service, slices(seen, service))) {
        if (plan.family() == to.family()) {
          plans.put(service.key(), plan);
          book.service(service.key(), plan);
        }
      }
    }
    Map<ObjectKey, List<PortPlan>> hostPorts = hostPorts(seen, here, to, port);
    hostPorts.forEach(book::pod);
    return new NodeTable(
        TableState.none(book.table()).after(book.load()), local, doors(plans, hostPorts));
  }

  /// What becomes of a packet.
  Trace trace(Packet packet) {
    return new Tracer(state, local).trace(packet);
  }

  /// What is in it.
  TableState state() {
    return state;
  }

  /// The addresses of the node.
  Set<IpAddress> local() {
    return local;
  }

  /// The door at an address and port; of several that claim it, the one that gets it. Null if there is none.
  @Nullable Claimed door(IpAddress address, Protocol protocol, int port) {
    Claimed best = null;
    for (Claimed each : doors) {
      boolean here =
          each.door().address().equals(address)
              && each.door().port() == port
              && each.port().protocol() == protocol;
      if (here && (best == null || each.owner().compareTo(best.owner()) < 0)) {
        best = each;
      }
    }
    return best;
  }

  /// The element of the map that decides about a destination, as nft writes it; empty if there is none.
  static String element(TableState table, IpAddress address, Protocol protocol, int port) {
    TableState.SetState services = table.sets().get(SERVICES);
    Element found =
        services == null ? null : services.elements().get(Data.door(address, protocol, port));
    return services == null || found == null
        ? ""
        : "map " + SERVICES + " { " + NftText.render(services.set(), found) + " }";
  }

  /// What was read of a node's kernel, null if nothing was.
  static @Nullable Rules read(Evidence seen, String node) {
    for (Rules rules : seen.rules()) {
      if (rules.node().name().equals(node)) {
        return rules;
      }
    }
    return null;
  }

  static @Nullable NodeView node(Evidence seen, String name) {
    for (Obj object : seen.glimpse(ResourceName.NODES)) {
      NodeView node = NodeView.of(object);
      if (node.name().equals(name)) {
        return node;
      }
    }
    return null;
  }

  /// The ranges Pods have addresses from.
  static List<Cidr> podCidrs(Evidence seen) {
    Set<Cidr> out = new TreeSet<>();
    for (Obj object : seen.glimpse(ResourceName.NODES)) {
      for (String text : NodeView.of(object).podCidrs()) {
        Cidr range = Cidr.parse(text);
        if (range != null) {
          out.add(range);
        }
      }
    }
    return List.copyOf(out);
  }

  private static String name(@Nullable Rules read) {
    return read == null || read.tables().isEmpty()
        ? "binnacle"
        : read.tables().getFirst().id().name();
  }

  /// The Services that answer at the address or, at the port, on every node.
  private static List<ServiceView> claimants(Evidence seen, IpAddress to, int port) {
    String address = to.toString();
    List<ServiceView> out = new ArrayList<>();
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      boolean here =
          service.clusterIps().contains(address)
              || service.externalIps().contains(address)
              || service.virtualIngress().contains(address)
              || service.ports().stream().anyMatch(p -> p.nodePort() == port);
      if (here) {
        out.add(service);
      }
    }
    return out;
  }

  private static List<SliceView> slices(Evidence seen, ServiceView service) {
    try {
      return seen.slices(service.key());
    } catch (NotSeenException e) {
      return List
          .of(); // of one that is in the way only; whoever asks about a Service has made sure
    }
  }

  private static Map<ObjectKey, List<PortPlan>> hostPorts(
      Evidence seen, ThisNode here, IpAddress to, int port) {
    Map<ObjectKey, List<PortPlan>> out = new HashMap<>();
    if (!here.portAddresses().contains(to)) {
      return out;
    }
    HostPortPlanner planner = new HostPortPlanner(here);
    for (Obj object : seen.glimpse(ResourceName.PODS)) {
      PodView pod = PodView.of(object);
      boolean answers =
          pod.nodeName().equals(here.name())
              && pod.containers().stream()
                  .anyMatch(c -> c.ports().stream().anyMatch(p -> p.hostPort() == port));
      if (answers) {
        out.put(pod.key(), planner.plan(pod, to.family()));
      }
    }
    return out;
  }

  private static List<Claimed> doors(
      Map<ObjectKey, ServicePlan> plans, Map<ObjectKey, List<PortPlan>> hostPorts) {
    List<Claimed> out = new ArrayList<>();
    plans.forEach((key, plan) ->
        plan.ports()
            .forEach(port -> port.doors().forEach(door -> out.add(new Claimed(key, port, door)))));
    hostPorts.forEach((key, ports) ->
        ports.forEach(port -> port.doors().forEach(door -> out.add(new Claimed(key, port, door)))));
    return out;
  }
}
