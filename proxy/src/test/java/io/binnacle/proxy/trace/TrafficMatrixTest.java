package io.binnacle.proxy.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.IpAddress.Family;
import io.binnacle.model.tree.Obj;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.plan.Protocol;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of a new connection, for every kind of address, policy and state of the endpoints: `services.md` §5.3. The
/// packet walks through the very rules the kernel gets.
class TrafficMatrixTest {
  private static final String VIP = "10.96.0.1";
  private static final String POD = "10.244.1.9", OUTSIDE = "203.0.113.7", HOST = "192.168.1.10";

  record Case(String name, Obj service, List<String> endpoints, Packet packet, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case given(
      String name, String spec, List<String> endpoints, Packet packet, String expected) {
    String status =
        "'loadBalancer':{'ingress':[{'ip':'198.51.100.1'},{'ip':'198.51.100.2','ipMode':'Proxy'}]}";
    Obj service =
        Given.service(
            "web",
            "'clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1'],"
                + "'ports':[{'name':'http','port':80,'nodePort':30080}],"
                + "'externalIPs':['198.51.100.9'],'type':'LoadBalancer'"
                + (spec.isEmpty() ? "" : "," + spec),
            status);
    return new Case(name, service, endpoints, packet, expected);
  }

  private static Packet from(String source, String destination, int port) {
    return source.equals(HOST) || source.equals("127.0.0.1")
        ? Packet.out(Protocol.TCP, source, destination, port)
        : Packet.in(Protocol.TCP, source, destination, port);
  }

  private static final String LB = "198.51.100.1", EXTERNAL = "198.51.100.9", NONE = "";
  private static final String INTERNAL_LOCAL = "'internalTrafficPolicy':'Local'";
  private static final String EXTERNAL_LOCAL = "'externalTrafficPolicy':'Local'";
  private static final String RANGES =
      "'loadBalancerSourceRanges':[' 203.0.113.0/24 ','10.0.0.0/8','10.244.0.0/16']";
  private static final List<String> BOTH = List.of("10.244.1.2@n1 ready", "10.244.2.2@n2 ready");
  private static final List<String> REMOTE = List.of("10.244.2.2@n2 ready");
  private static final List<String> NOBODY = List.of("10.244.1.2@n1 notready");

  static Stream<Case> cases() {
    String evenly = "50% → 10.244.1.2:8080, 50% → 10.244.2.2:8080";
    String evenlyMasqueraded =
        "50% → 10.244.1.2:8080 masqueraded, 50% → 10.244.2.2:8080 masqueraded";
    return Stream.of(
        given(
            "cluster address, from a Pod: evenly, source kept",
            NONE,
            BOTH,
            from(POD, VIP, 80),
            evenly),
        given(
            "cluster address, from the node: masqueraded",
            NONE,
            BOTH,
            from(HOST, VIP, 80),
            evenlyMasqueraded),
        given(
            "cluster address, from outside: masqueraded",
            NONE,
            BOTH,
            from(OUTSIDE, VIP, 80),
            evenlyMasqueraded),
        given(
            "internal Local: a local endpoint",
            INTERNAL_LOCAL,
            BOTH,
            from(POD, VIP, 80),
            "→ 10.244.1.2:8080"),
        given(
            "internal Local with only remote: dropped",
            INTERNAL_LOCAL,
            REMOTE,
            from(POD, VIP, 80),
            "dropped"),
        given(
            "internal Local with none anywhere: rejected",
            INTERNAL_LOCAL,
            NOBODY,
            from(POD, VIP, 80),
            "rejected"),
        given(
            "cluster address with no endpoints: rejected",
            NONE,
            NOBODY,
            from(POD, VIP, 80),
            "rejected"),
        given(
            "external address with no endpoints: rejected",
            NONE,
            NOBODY,
            from(OUTSIDE, EXTERNAL, 80),
            "rejected"),
        given(
            "node port with no endpoints: rejected",
            NONE,
            NOBODY,
            from(OUTSIDE, HOST, 30_080),
            "rejected"),
        given(
            "external Local with no endpoints: rejected",
            EXTERNAL_LOCAL,
            NOBODY,
            from(OUTSIDE, LB, 80),
            "rejected"),
        given(
            "cluster address, a port it does not have: rejected",
            NONE,
            BOTH,
            from(POD, VIP, 81),
            "rejected"),
        given(
            "an address nobody has in the Service range: dropped",
            NONE,
            BOTH,
            from(POD, "10.96.3.3", 80),
            "dropped"),
        given(
            "an address outside the Service range: passed",
            NONE,
            BOTH,
            from(POD, OUTSIDE, 80),
            "passed"),
        given(
            "node port, external Cluster: masqueraded",
            NONE,
            BOTH,
            from(OUTSIDE, HOST, 30_080),
            evenlyMasqueraded),
        given(
            "external address, external Cluster: masqueraded",
            NONE,
            BOTH,
            from(OUTSIDE, EXTERNAL, 80),
            evenlyMasqueraded),
        given(
            "load balancer, external Cluster: masqueraded",
            NONE,
            BOTH,
            from(OUTSIDE, LB, 80),
            evenlyMasqueraded),
        given(
            "load balancer, external Cluster, from a Pod: masqueraded",
            NONE,
            BOTH,
            from(POD, LB, 80),
            evenlyMasqueraded),
        given(
            "external Local from outside: local, source kept",
            EXTERNAL_LOCAL,
            BOTH,
            from(OUTSIDE, LB, 80),
            "→ 10.244.1.2:8080"),
        given(
            "external Local at a node port from outside: local, source kept",
            EXTERNAL_LOCAL,
            BOTH,
            from(OUTSIDE, HOST, 30_080),
            "→ 10.244.1.2:8080"),
        given(
            "external Local with only remote, from outside: dropped",
            EXTERNAL_LOCAL,
            REMOTE,
            from(OUTSIDE, LB, 80),
            "dropped"),
        given(
            "external Local from a Pod: as Cluster, source kept",
            EXTERNAL_LOCAL,
            BOTH,
            from(POD, LB, 80),
            evenly),
        given(
            "external Local with only remote, from a Pod: there",
            EXTERNAL_LOCAL,
            REMOTE,
            from(POD, EXTERNAL, 80),
            "→ 10.244.2.2:8080"),
        given(
            "external Local from the node: as Cluster, masqueraded",
            EXTERNAL_LOCAL,
            BOTH,
            from(HOST, LB, 80),
            evenlyMasqueraded),
        given(
            "source ranges, source listed: let in",
            RANGES,
            BOTH,
            from(OUTSIDE, LB, 80),
            evenlyMasqueraded),
        given(
            "source ranges, source not listed: dropped",
            RANGES,
            BOTH,
            from("203.0.114.1", LB, 80),
            "dropped"),
        given(
            "source ranges with no endpoints, source not listed: dropped",
            RANGES,
            NOBODY,
            from("203.0.114.1", LB, 80),
            "dropped"),
        given(
            "source ranges with no endpoints, source listed: rejected",
            RANGES,
            NOBODY,
            from(OUTSIDE, LB, 80),
            "rejected"),
        given(
            "source ranges do not filter node ports",
            RANGES,
            BOTH,
            from("203.0.114.1", HOST, 30_080),
            evenlyMasqueraded),
        given(
            "source ranges do not filter external addresses",
            RANGES,
            BOTH,
            from("203.0.114.1", EXTERNAL, 80),
            evenlyMasqueraded),
        given(
            "source ranges with the node in them admit the address itself",
            "'loadBalancerSourceRanges':['192.168.1.0/24']",
            BOTH,
            from(LB, LB, 80),
            evenlyMasqueraded),
        given(
            "source ranges without the node do not admit the address itself",
            RANGES,
            BOTH,
            from(LB, LB, 80),
            "dropped"),
        given(
            "source ranges and external Local together",
            RANGES + "," + EXTERNAL_LOCAL,
            BOTH,
            from(OUTSIDE, LB, 80),
            "→ 10.244.1.2:8080"),
        given(
            "source ranges and external Local, from a listed Pod",
            RANGES + "," + EXTERNAL_LOCAL,
            REMOTE,
            from(POD, LB, 80),
            "→ 10.244.2.2:8080"),
        given(
            "load balancer address in mode Proxy: not ours",
            NONE,
            BOTH,
            from(OUTSIDE, "198.51.100.2", 80),
            "passed"),
        given(
            "a Pod that meets itself: masqueraded",
            NONE,
            List.of("10.244.1.2@n1 ready"),
            from("10.244.1.2", VIP, 80),
            "→ 10.244.1.2:8080 masqueraded"),
        given(
            "a Pod that meets another: source kept",
            NONE,
            List.of("10.244.1.3@n1 ready"),
            from("10.244.1.2", VIP, 80),
            "→ 10.244.1.3:8080"),
        given(
            "node port at 127.0.0.1, from the node: masqueraded",
            NONE,
            BOTH,
            from("127.0.0.1", "127.0.0.1", 30_080),
            evenlyMasqueraded),
        given(
            "node port at 127.0.0.1, external Local, from the node: as Cluster",
            EXTERNAL_LOCAL,
            REMOTE,
            from("127.0.0.1", "127.0.0.1", 30_080),
            "→ 10.244.2.2:8080 masqueraded"),
        given(
            "127.0.0.1 from a neighbour: dropped",
            NONE,
            BOTH,
            from(POD, "127.0.0.1", 30_080),
            "dropped"),
        given(
            "the node port's number at the cluster address: rejected",
            NONE,
            BOTH,
            from(POD, VIP, 30_080),
            "rejected"),
        given(
            "session affinity changes nothing for a new client",
            "'sessionAffinity':'ClientIP'",
            BOTH,
            from(POD, VIP, 80),
            evenly));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void decides(Case c) {
    Obj slice = Given.slice("web-a", "web", "http:8080", c.endpoints().toArray(String[]::new));
    Tracer tracer =
        new Tracer(Given.table(Family.IPv4, Given.plan(c.service(), slice)), Given.local());
    assertEquals(c.expected(), tracer.trace(c.packet()).describe());
  }
}
