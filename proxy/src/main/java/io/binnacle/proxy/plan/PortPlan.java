package io.binnacle.proxy.plan;

import io.binnacle.model.meta.IpAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// One port of one Service in one address family.
///
/// @param name the port's name, empty if unnamed
/// @param protocol its transport
/// @param affinitySeconds how long a client keeps its endpoint, 1..86400; 0 without session affinity
/// @param doors where it answers, in the order ClusterIP, external addresses, load balancers, node ports
/// @param serving for UDP, the addresses of every endpoint that still answers anywhere, whatever policies and hints say:
///     a tracked flow to any other one is dead; empty for TCP and SCTP
/// @param nodePort the node port, 0 if none
public record PortPlan(
    String name,
    Protocol protocol,
    int affinitySeconds,
    List<Door> doors,
    Set<IpAddress> serving,
    int nodePort) {

  public PortPlan {
    doors = List.copyOf(doors);
    serving = Set.copyOf(serving);
  }

  /// Every backend some door can lead to.
  public Set<Backend> reachable() {
    Set<Backend> out = new TreeSet<>();
    for (Door door : doors) {
      collect(door.fate(), out);
    }
    return out;
  }

  private static void collect(Fate fate, Set<Backend> into) {
    switch (fate) {
      case Fate.Forward forward -> into.addAll(forward.backends());
      case Fate.ByOrigin split -> {
        collect(split.outside(), into);
        collect(split.inside(), into);
      }
      case Fate.Reject _, Fate.Drop _ -> {}
    }
  }
}
