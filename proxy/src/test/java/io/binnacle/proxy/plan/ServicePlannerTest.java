package io.binnacle.proxy.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.Given;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which endpoints a Service port uses on this node (`services.md` §5.2), on the node `n1` in the zone `z1`.
class ServicePlannerTest {
  record Case(String name, String spec, List<Obj> slices, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case cluster(String name, String expected, String... endpoints) {
    return new Case(name, "", List.of(slice(endpoints)), expected);
  }

  private static Case local(String name, String expected, String... endpoints) {
    return new Case(name, ",'internalTrafficPolicy':'Local'", List.of(slice(endpoints)), expected);
  }

  private static Obj slice(String... endpoints) {
    return Given.slice("web-a", "web", "http:8080", endpoints);
  }

  static Stream<Case> cases() {
    return Stream.of(
        cluster(
            "ready ones, wherever they are",
            "[10.0.0.1:8080, 10.0.0.2:8080]",
            "10.0.0.1@n1 ready",
            "10.0.0.2@n2 ready"),
        cluster("unstated readiness is ready", "[10.0.0.1:8080]", "10.0.0.1@n1"),
        cluster(
            "what is not ready is left out",
            "[10.0.0.1:8080]",
            "10.0.0.1@n1 ready",
            "10.0.0.2@n2 notready"),
        cluster(
            "a terminating one is left out while one is ready",
            "[10.0.0.1:8080]",
            "10.0.0.1@n1 ready",
            "10.0.0.2@n2 notready serving terminating"),
        cluster(
            "none ready: those that are terminating and still serve",
            "[10.0.0.2:8080]",
            "10.0.0.1@n1 notready",
            "10.0.0.2@n2 notready serving terminating"),
        cluster(
            "none ready: terminating and no longer serving is nothing",
            "reject",
            "10.0.0.1@n1 notready terminating"),
        cluster(
            "none ready: serving but not terminating is nothing",
            "reject",
            "10.0.0.1@n1 notready serving"),
        cluster("no endpoints", "reject"),
        cluster(
            "hints are followed when each ready one has one",
            "[10.0.0.1:8080]",
            "10.0.0.1@n1 ready hint=z1",
            "10.0.0.2@n2 ready hint=z2"),
        cluster(
            "hints are ignored when one ready one has none",
            "[10.0.0.1:8080, 10.0.0.2:8080]",
            "10.0.0.1@n1 ready hint=z1",
            "10.0.0.2@n2 ready"),
        cluster(
            "hints are ignored when none names this zone",
            "[10.0.0.1:8080, 10.0.0.2:8080]",
            "10.0.0.1@n1 ready hint=z3",
            "10.0.0.2@n2 ready hint=z2"),
        cluster(
            "one that is not ready needs no hint",
            "[10.0.0.1:8080]",
            "10.0.0.1@n1 ready hint=z1",
            "10.0.0.3@n3 notready",
            "10.0.0.2@n2 ready hint=z2"),
        cluster(
            "hints do not narrow the last resort",
            "[10.0.0.1:8080, 10.0.0.2:8080]",
            "10.0.0.1@n1 notready serving terminating hint=z1",
            "10.0.0.2@n2 notready serving terminating hint=z2"),
        cluster(
            "a node hint goes before a zone hint",
            "[10.0.0.2:8080]",
            "10.0.0.1@n2 ready hint=z1 nodehint=n2",
            "10.0.0.2@n1 ready hint=z1 nodehint=n1"),
        cluster(
            "node hints for others fall back to zones",
            "[10.0.0.1:8080]",
            "10.0.0.1@n2 ready hint=z1 nodehint=n2",
            "10.0.0.2@n3 ready hint=z2 nodehint=n3"),
        local(
            "Local: ready ones of this node",
            "[10.0.0.1:8080]",
            "10.0.0.1@n1 ready",
            "10.0.0.2@n2 ready"),
        local(
            "Local: hints count for nothing",
            "[10.0.0.1:8080]",
            "10.0.0.1@n1 ready hint=z2",
            "10.0.0.2@n2 ready hint=z1"),
        local(
            "Local: falls back by itself, though others are ready",
            "[10.0.0.1:8080]",
            "10.0.0.1@n1 notready serving terminating",
            "10.0.0.2@n2 ready"),
        local("Local: only others", "drop", "10.0.0.2@n2 ready"),
        local(
            "Local: only others, which are terminating",
            "drop",
            "10.0.0.2@n2 notready serving terminating"),
        local("Local: nobody anywhere", "reject", "10.0.0.1@n1 notready"),
        local("Local: an endpoint without a node is not here", "drop", "10.0.0.1 ready"),
        new Case(
            "slices are merged, duplicates count once",
            "",
            List.of(
                slice("10.0.0.1@n1 ready"),
                Given.slice("web-b", "web", "http:8080", "10.0.0.1@n1 ready", "10.0.0.2@n2 ready")),
            "[10.0.0.1:8080, 10.0.0.2:8080]"),
        new Case(
            "of two copies the ready one counts",
            "",
            List.of(
                slice("10.0.0.1@n2 notready"),
                Given.slice("web-b", "web", "http:8080", "10.0.0.1@n2 ready")),
            "[10.0.0.1:8080]"),
        new Case(
            "ports are joined by name",
            "",
            List.of(Given.slice("web-a", "web", "metrics:9090", "10.0.0.1@n1 ready")),
            "reject"),
        new Case(
            "and by protocol",
            "",
            List.of(Given.slice("web-a", "web", "http:8080/UDP", "10.0.0.1@n1 ready")),
            "reject"),
        new Case(
            "a port of different numbers in two slices",
            "",
            List.of(
                slice("10.0.0.1@n1 ready"),
                Given.slice("web-b", "web", "http:9090", "10.0.0.2@n2 ready")),
            "[10.0.0.1:8080, 10.0.0.2:9090]"),
        new Case(
            "another family is ignored",
            "",
            List.of(Given.slice("web-a", "web", "http:8080", "fd00::1@n1 ready")),
            "reject"),
        new Case(
            "names instead of addresses are ignored",
            "",
            List.of(slice("10.0.0.1@n1 ready").with("addressType", Str.of("FQDN"))),
            "reject"),
        new Case(
            "another proxy's slice is ignored",
            "",
            List.of(
                labelled(slice("10.0.0.1@n1 ready"), "service.kubernetes.io/service-proxy-name")),
            "reject"),
        new Case(
            "a headless slice is ignored",
            "",
            List.of(labelled(slice("10.0.0.1@n1 ready"), "service.kubernetes.io/headless")),
            "reject"));
  }

  private static Obj labelled(Obj object, String label) {
    Obj metadata = object.obj("metadata");
    Obj labels = metadata.obj("labels").with(label, Str.of(""));
    return object.with("metadata", metadata.with("labels", labels));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void chooses(Case c) {
    Obj service =
        Given.service(
            "web", "'clusterIP':'10.96.0.1','ports':[{'name':'http','port':80}]" + c.spec());
    List<ServicePlan> plans = Given.plan(service, c.slices().toArray(Obj[]::new));
    Door door = plans.getFirst().ports().getFirst().doors().getFirst();
    assertEquals(c.expected(), door.fate().toString());
  }

  @Test
  void headlessExternalNameAndForeignServicesAreNotServed() {
    String ports = ",'ports':[{'port':80}]";
    assertEquals(List.of(), Given.plan(Given.service("a", "'clusterIP':'None'" + ports)));
    assertEquals(
        List.of(), Given.plan(Given.service("a", "'type':'ExternalName','externalName':'x.y'")));
    assertEquals(List.of(), Given.plan(Given.service("a", "'clusterIP':''" + ports)));
    for (String label :
        List.of("service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless")) {
      Obj foreign = labelled(Given.service("a", "'clusterIP':'10.96.0.1'" + ports), label);
      assertEquals(List.of(), Given.plan(foreign), label);
    }
  }

  @Test
  void everyAddressOfBothFamiliesIsADoor() {
    Obj service =
        Given.service(
            "web",
            "'type':'LoadBalancer','clusterIPs':['10.96.0.1','fd02::1'],'clusterIP':'10.96.0.1',"
                + "'externalIPs':['198.51.100.9','2001:db8::9'],'externalTrafficPolicy':'Local',"
                + "'healthCheckNodePort':31000,'loadBalancerSourceRanges':['203.0.113.0/24'],"
                + "'ports':[{'name':'http','port':80,'nodePort':30080}]",
            "'loadBalancer':{'ingress':[{'ip':'198.51.100.1'},{'ip':'2001:db8::1'},{'hostname':'lb'}]}");
    List<ServicePlan> plans =
        Given.plan(
            service,
            slice("10.244.1.2@n1 ready", "10.244.2.2@n2 ready"),
            Given.slice("web-6", "web", "http:8080", "fd03::2@n2 ready"));
    String v4 = "outside [10.244.1.2:8080] inside [10.244.1.2:8080, 10.244.2.2:8080]";
    String v6 = "outside drop inside [[fd03::2]:8080]";
    assertEquals(
        """
        CLUSTER_IP 10.96.0.1:80 → [10.244.1.2:8080, 10.244.2.2:8080]
        EXTERNAL_IP 198.51.100.9:80 → %1$s
        LOAD_BALANCER 198.51.100.1:80 from 203.0.113.0/24 → %1$s
        NODE_PORT 192.168.1.10:30080 → %1$s
        NODE_PORT 127.0.0.1:30080 → %1$s
        CLUSTER_IP [fd02::1]:80 → [[fd03::2]:8080]
        EXTERNAL_IP [2001:db8::9]:80 → %2$s
        LOAD_BALANCER [2001:db8::1]:80 → %2$s
        NODE_PORT [fd01::10]:30080 → %2$s\
        """
            .formatted(v4, v6),
        plans.stream()
            .flatMap(plan -> plan.ports().stream())
            .flatMap(port -> port.doors().stream())
            .map(Door::toString)
            .collect(Collectors.joining("\n")));
    assertEquals(new ServicePlan.Health(31_000, 1), plans.getFirst().health());
    assertEquals(new ServicePlan.Health(31_000, 0), plans.getLast().health());
  }

  @Test
  void aBoundAddressHasNoDoorAtItsPort() {
    IpAddress dns = IpAddress.of("10.96.0.10");
    ServicePlanner planner = new ServicePlanner(Given.NODE, Set.of(new Bound(dns, 53)));
    Obj service =
        Given.service(
            "kube-dns",
            "'clusterIP':'10.96.0.10','ports':[{'name':'dns','port':53,'protocol':'UDP'},"
                + "{'name':'dns-tcp','port':53},{'name':'metrics','port':9153}]");
    List<ServicePlan> plans = planner.plan(ServiceView.of(service), List.of());
    assertEquals(
        List.of(9153),
        plans.getFirst().ports().stream()
            .flatMap(port -> port.doors().stream())
            .map(Door::port)
            .toList());
  }

  @Test
  void servingAddressesOfUdpPortsIgnorePoliciesAndHints() {
    Obj service =
        Given.service(
            "web",
            "'clusterIP':'10.96.0.1','internalTrafficPolicy':'Local',"
                + "'ports':[{'name':'q','port':53,'protocol':'UDP'},{'name':'http','port':80}]");
    ServicePlan plan =
        Given.plan(
                service,
                Given.slice(
                    "web-a",
                    "web",
                    "q:53/UDP http:8080",
                    "10.0.0.1@n1 ready hint=z2",
                    "10.0.0.2@n2 notready serving terminating",
                    "10.0.0.3@n3 notready"))
            .getFirst();
    assertEquals(
        "[10.0.0.1, 10.0.0.2]", new TreeSet<>(plan.ports().getFirst().serving()).toString());
    assertEquals(Set.of(), plan.ports().get(1).serving());
  }

  @Test
  void hostPortsLeadToTheirPod() {
    Obj pod =
        Given.json(
            "{'metadata':{'name':'p','namespace':'default'},'spec':{'containers':[{'ports':["
                + "{'containerPort':80,'hostPort':8080},"
                + "{'containerPort':81,'hostPort':8081,'hostIP':'127.0.0.1'},"
                + "{'containerPort':82,'hostPort':8082,'hostIP':'0.0.0.0','protocol':'UDP'},"
                + "{'containerPort':83}]}]},'status':{'podIP':'10.244.1.2'}}");
    HostPortPlanner planner = new HostPortPlanner(Given.NODE);
    List<PortPlan> plans = planner.plan(PodView.of(pod), IpAddress.Family.IPv4);
    assertEquals(
        """
        HOST_PORT 192.168.1.10:8080 → [10.244.1.2:80]
        HOST_PORT 127.0.0.1:8080 → [10.244.1.2:80]
        HOST_PORT 127.0.0.1:8081 → [10.244.1.2:81]
        HOST_PORT 192.168.1.10:8082 → [10.244.1.2:82]
        HOST_PORT 127.0.0.1:8082 → [10.244.1.2:82]\
        """,
        plans.stream()
            .flatMap(port -> port.doors().stream())
            .map(Door::toString)
            .collect(Collectors.joining("\n")));
    assertEquals(List.of(), planner.plan(PodView.of(pod), IpAddress.Family.IPv6));
  }
}
