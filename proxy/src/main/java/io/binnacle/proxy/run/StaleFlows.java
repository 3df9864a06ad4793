package io.binnacle.proxy.run;

import io.binnacle.linux.conntrack.Flow;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.PortPlan;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.plan.ServicePlan;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Which tracked UDP flows lead to an endpoint that is no longer there, or were tracked before there was any.
final class StaleFlows {
  private record At(IpAddress address, int port) {}

  private final Map<At, Set<IpAddress>> serving = new HashMap<>();

  /// @param plans the Services to look at, of any family
  StaleFlows(Collection<ServicePlan> plans) {
    for (ServicePlan plan : plans) {
      plan.ports().forEach(this::note);
    }
  }

  private void note(PortPlan port) {
    if (port.protocol() == Protocol.UDP) {
      for (Door door : port.doors()) {
        serving.put(new At(door.address(), door.port()), port.serving());
      }
    }
  }

  /// Whether any of the Services has a UDP port.
  boolean any() {
    return !serving.isEmpty();
  }

  /// Whether `flow` was sent to one of the Services and is answered by none of its endpoints.
  boolean isStale(Flow flow) {
    Set<IpAddress> alive =
        serving.get(
            new At(address(flow.original().destination()), flow.original().destinationPort()));
    return alive != null && !alive.contains(address(flow.reply().source()));
  }

  private static IpAddress address(InetAddress address) {
    return IpAddress.ofBytes(address.getAddress());
  }
}
