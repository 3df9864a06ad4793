package io.binnacle.proxy.rules;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.plan.Backend;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.Door.Kind;
import io.binnacle.proxy.plan.Fate;
import io.binnacle.proxy.plan.PortPlan;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.plan.ServicePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Plans drawn from a seed: few addresses and ports, so that Services collide and change into each other.
final class RandomServices {
  private static final List<Backend.Where> WHERE = List.of(Backend.Where.values());

  private final SplittableRandom random;

  RandomServices(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  ServicePlan plan(int service) {
    IpAddress clusterIp = IpAddress.of("10.96.0." + (service + 1));
    List<PortPlan> ports = new ArrayList<>();
    for (int i = 0; i < 1 + below(2); i++) {
      Protocol protocol = below(2) == 0 ? Protocol.TCP : Protocol.UDP;
      List<Door> doors = new ArrayList<>();
      doors.add(new Door(Kind.CLUSTER_IP, clusterIp, 80 + i, List.of(), inside()));
      if (below(2) == 0) {
        doors.add(external(Kind.EXTERNAL_IP, "198.51.100." + below(3), 80 + i));
      }
      if (below(2) == 0) {
        doors.add(external(Kind.LOAD_BALANCER, "203.0.113." + service, 80 + i));
      }
      if (below(2) == 0) {
        doors.add(external(Kind.NODE_PORT, "192.168.1.10", 30_000 + service * 2 + i));
      }
      int affinity = below(3) == 0 ? 10 + below(2) : 0;
      ports.add(new PortPlan("p" + i, protocol, affinity, doors, Set.of(), 0));
    }
    return new ServicePlan(Given.key("s" + service), IpAddress.Family.IPv4, clusterIp, ports, null);
  }

  private Fate inside() {
    return switch (below(8)) {
      case 0 -> new Fate.Reject();
      case 1 -> new Fate.Drop();
      default -> forward();
    };
  }

  private Door external(Kind kind, String address, int port) {
    List<Cidr> admitted =
        kind == Kind.LOAD_BALANCER && below(2) == 0
            ? List.of(Cidr.of("10.0.0.0/8"), Cidr.of("172." + (16 + below(3)) + ".0.0/16"))
            : List.of();
    Fate fate =
        below(3) == 0
            ? new Fate.ByOrigin(below(3) == 0 ? new Fate.Drop() : forward(), forward())
            : inside();
    return new Door(kind, IpAddress.of(address), port, admitted, fate);
  }

  private Fate.Forward forward() {
    TreeSet<Backend> out = new TreeSet<>();
    for (int i = 0; i < 1 + below(5); i++) {
      out.add(new Backend(IpAddress.of("10.244.1." + (1 + below(8))), 8080, WHERE.get(below(3))));
    }
    return new Fate.Forward(List.copyOf(out));
  }
}
