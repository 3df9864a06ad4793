package io.binnacle.proxy.plan;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.IpAddress.Family;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.proxy.plan.Door.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plans the `hostPort`s of one Pod: doors on this node's addresses that lead to that Pod alone.
public final class HostPortPlanner {
  private final ThisNode node;

  /// @param node whose addresses a `hostPort` without `hostIP` is answered on
  public HostPortPlanner(ThisNode node) {
    this.node = node;
  }

  /// The ports of `pod` in `family`, each with its doors; none while it has no address, when it is at its end, or when it
  /// uses the host's network anyway.
  public List<PortPlan> plan(PodView pod, Family family) {
    IpAddress podIp = addressOf(pod, family);
    if (podIp == null || pod.hostNetwork() || pod.isTerminal()) {
      return List.of();
    }
    List<PortPlan> out = new ArrayList<>();
    List<ContainerView> containers = new ArrayList<>(pod.containers());
    pod.initContainers().stream().filter(ContainerView::isRestartable).forEach(containers::add);
    for (ContainerView container : containers) {
      for (Obj port : container.object().arr("ports").objects()) {
        Protocol protocol = Protocol.parse(port.str("protocol", "TCP"));
        int hostPort = (int) port.integer("hostPort", 0);
        if (protocol != null && hostPort != 0) {
          int target = (int) port.integer("containerPort", 0);
          Backend backend = new Backend(podIp, target, Backend.Where.HERE);
          out.add(plan(port.str("name"), protocol, port.str("hostIP"), hostPort, backend));
        }
      }
    }
    return out;
  }

  private PortPlan plan(
      String name, Protocol protocol, String hostIp, int hostPort, Backend backend) {
    Fate fate = new Fate.Forward(List.of(backend));
    List<Door> doors = new ArrayList<>();
    for (IpAddress address : hostAddresses(hostIp, backend.address().family())) {
      doors.add(new Door(Kind.HOST_PORT, address, hostPort, List.of(), fate));
    }
    Set<IpAddress> serving = protocol == Protocol.UDP ? Set.of(backend.address()) : Set.of();
    return new PortPlan(name, protocol, 0, doors, serving, 0);
  }

  private List<IpAddress> hostAddresses(String hostIp, Family family) {
    IpAddress stated = IpAddress.parse(hostIp);
    if (stated == null || stated.isUnspecified()) {
      return node.portAddresses().stream()
          .filter(address -> address.family() == family)
          .filter(_ -> stated == null || stated.family() == family)
          .toList();
    }
    return stated.family() == family ? List.of(stated) : List.of();
  }

  private static @Nullable IpAddress addressOf(PodView pod, Family family) {
    for (String text : pod.podIps()) {
      IpAddress address = Addresses.parse(text, family);
      if (address != null) {
        return address;
      }
    }
    return null;
  }
}
