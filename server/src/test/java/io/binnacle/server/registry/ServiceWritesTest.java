package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.ENDPOINTS;
import static io.binnacle.model.meta.ResourceName.SERVICES;
import static io.binnacle.server.registry.World.obj;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.store.Retention;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What happens to addresses and ports when Services are written.
final class ServiceWritesTest {
  /// @param stored the spec of a Service that exists; null if none
  /// @param sent the spec that is then created or put
  /// @param expected spec fields afterwards, or the error
  record Case(String title, String cluster, String stored, String sent, String expected) {
    static Case create(String title, String sent, String expected) {
      return new Case(title, "10.96.0.0/16", "", sent, expected);
    }

    static Case dual(String title, String stored, String sent, String expected) {
      return new Case(title, "10.96.0.0/16,fd00::/112", stored, sent, expected);
    }

    static Case update(String title, String stored, String sent, String expected) {
      return new Case(title, "10.96.0.0/16", stored, sent, expected);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  private static final String PORT = "ports: [{port: 80}]";

  static Stream<Case> cases() {
    return Stream.of(creates(), singleStack(), dualStack(), updates(), nodePorts(), transitions())
        .flatMap(s -> s);
  }

  static Stream<Case> creates() {
    return Stream.of(
        Case.create(
            "an address is allocated",
            "{" + PORT + "}",
            "clusterIP=10.96.x.x clusterIPs=[10.96.x.x] ipFamilies=[IPv4] ipFamilyPolicy=SingleStack"),
        Case.create(
            "an address asked for is given",
            "{clusterIP: \"10.96.0.10\", " + PORT + "}",
            "clusterIP=10.96.0.10 clusterIPs=[10.96.0.10] ipFamilies=[IPv4]"
                + " ipFamilyPolicy=SingleStack"),
        Case.create(
            "an address out of range is refused, and that is all that is said",
            "{clusterIP: \"10.97.0.10\", ports: [{port: 0}]}",
            "422 spec.clusterIPs: Invalid value: [\"10.97.0.10\"]: failed to allocate IP 10.97.0.10:"
                + " the provided IP (10.97.0.10) is not in the valid range. The range of valid IPs is"
                + " 10.96.0.0/16"),
        Case.create(
            "an address of a family the cluster lacks is refused",
            "{clusterIP: \"fd00::1\", " + PORT + "}",
            "422 spec.clusterIPs[0]: Invalid value: [\"fd00::1\"]: IPv6 is not configured on this"
                + " cluster"),
        Case.create(
            "clusterIPs alone is refused",
            "{clusterIPs: [\"10.96.0.10\"], " + PORT + "}",
            "422 spec.clusterIPs: Invalid value: [\"10.96.0.10\"]: must be empty when `clusterIP` is"
                + " not specified"),
        Case.create(
            "headless",
            "{clusterIP: None, selector: {a: b}}",
            "clusterIP=None clusterIPs=[None] ipFamilies=[IPv4] ipFamilyPolicy=SingleStack"),
        Case.create(
            "headless without selector takes both families, whatever the cluster has",
            "{clusterIP: None}",
            "clusterIP=None clusterIPs=[None] ipFamilies=[IPv4,IPv6] ipFamilyPolicy=RequireDualStack"),
        Case.create(
            "an empty selector is none",
            "{clusterIP: None, selector: {}}",
            "clusterIP=None clusterIPs=[None] ipFamilies=[IPv4,IPv6] ipFamilyPolicy=RequireDualStack"),
        Case.create(
            "ExternalName gets nothing",
            "{type: ExternalName, externalName: db.example.com}",
            "type=ExternalName externalName=db.example.com"),
        Case.create(
            "a node port is allocated",
            "{type: NodePort, " + PORT + "}",
            "type=NodePort clusterIP=10.96.x.x clusterIPs=[10.96.x.x] ipFamilies=[IPv4]"
                + " ipFamilyPolicy=SingleStack nodePorts=[3xxxx]"),
        Case.create(
            "TCP and UDP of one number share one node port",
            "{type: NodePort, ports: [{name: t, port: 53}, {name: u, port: 53, protocol: UDP}]}",
            "same node port"),
        Case.create(
            "a node port asked for later in the list is shared by the earlier one",
            "{type: NodePort, ports: [{name: t, port: 53},"
                + " {name: u, port: 53, protocol: UDP, nodePort: 30053}]}",
            "nodePorts=[30053,30053]"),
        Case.create(
            "a node port out of range",
            "{type: NodePort, ports: [{port: 80, nodePort: 80}]}",
            "422 spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range."
                + " The range of valid ports is 30000-32767"),
        Case.create(
            "a load balancer without node ports",
            "{type: LoadBalancer, allocateLoadBalancerNodePorts: false, " + PORT + "}",
            "nodePorts=[0]"),
        Case.create(
            "a load balancer with local traffic gets a health-check port",
            "{type: LoadBalancer, externalTrafficPolicy: Local, " + PORT + "}",
            "nodePorts=[3xxxx] healthCheckNodePort=3xxxx"),
        Case.create(
            "a health-check port out of range is an internal error",
            "{type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 80, "
                + PORT
                + "}",
            "500 Internal error occurred: failed to allocate requested HealthCheck NodePort 80:"
                + " provided port is not in the valid range. The range of valid ports is 30000-32767"));
  }

  static Stream<Case> singleStack() {
    return Stream.of(
        Case.create(
            "PreferDualStack takes what there is",
            "{ipFamilyPolicy: PreferDualStack, " + PORT + "}",
            "clusterIPs=[10.96.x.x] ipFamilies=[IPv4] ipFamilyPolicy=PreferDualStack"),
        Case.create(
            "RequireDualStack is refused",
            "{ipFamilyPolicy: RequireDualStack, " + PORT + "}",
            "422 spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not"
                + " configured for dual-stack services"),
        Case.create(
            "the other family is refused",
            "{ipFamilies: [IPv6], " + PORT + "}",
            "422 spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster"));
  }

  static Stream<Case> dualStack() {
    String both = "clusterIPs=[10.96.x.x,fd00::x] ipFamilies=[IPv4,IPv6]";
    return Stream.of(
        Case.dual(
            "one family unless asked",
            "",
            "{" + PORT + "}",
            "clusterIPs=[10.96.x.x] ipFamilies=[IPv4] ipFamilyPolicy=SingleStack"),
        Case.dual(
            "both on PreferDualStack",
            "",
            "{ipFamilyPolicy: PreferDualStack, " + PORT + "}",
            both + " ipFamilyPolicy=PreferDualStack"),
        Case.dual(
            "the order of families is the client's",
            "",
            "{ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6], " + PORT + "}",
            "clusterIP=fd00::x clusterIPs=[fd00::x,10.96.x.x] ipFamilies=[IPv6,IPv4]"),
        Case.dual(
            "families follow the addresses",
            "",
            "{clusterIP: \"fd00::10\", " + PORT + "}",
            "clusterIPs=[fd00::10] ipFamilies=[IPv6] ipFamilyPolicy=SingleStack"),
        Case.dual(
            "two families need a policy",
            "",
            "{ipFamilies: [IPv4, IPv6], " + PORT + "}",
            "422 spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or"
                + " 'PreferDualStack' when multiple IP families are specified"),
        Case.dual(
            "a second family is added",
            "{clusterIP: \"10.96.0.9\", " + PORT + "}",
            "{ipFamilyPolicy: RequireDualStack, " + PORT + "}",
            "clusterIPs=[10.96.0.9,fd00::x] ipFamilies=[IPv4,IPv6] ipFamilyPolicy=RequireDualStack"),
        Case.dual(
            "the second address goes with the policy",
            "{clusterIP: \"10.96.0.9\", ipFamilyPolicy: RequireDualStack, " + PORT + "}",
            "{ipFamilyPolicy: SingleStack, *}",
            "clusterIPs=[10.96.0.9] ipFamilies=[IPv4] ipFamilyPolicy=SingleStack"),
        Case.dual(
            "the second address does not go without",
            "{clusterIP: \"10.96.0.9\", ipFamilyPolicy: RequireDualStack, " + PORT + "}",
            "{ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv4, IPv6], clusterIPs: [\"10.96.0.9\"],"
                + " clusterIP: \"10.96.0.9\", "
                + PORT
                + "}",
            "422 spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be 'SingleStack' to"
                + " release the secondary cluster IP"));
  }

  static Stream<Case> updates() {
    String seven = "{clusterIP: \"10.96.0.7\", " + PORT + "}";
    return Stream.of(
        Case.update(
            "an address left out is kept", seven, "{ports: [{port: 81}]}", "clusterIP=10.96.0.7"),
        Case.update(
            "an address cannot be changed",
            seven,
            "{clusterIP: \"10.96.0.8\", " + PORT + "}",
            "422 spec.clusterIPs[0]: Invalid value: [\"10.96.0.8\"]: may not change once set"),
        Case.update(
            "headless stays headless",
            "{clusterIP: None, selector: {a: b}}",
            "{clusterIP: \"\", selector: {a: b}}",
            "clusterIP=None clusterIPs=[None]"),
        Case.update(
            "headless does not get an address",
            "{clusterIP: None, selector: {a: b}, " + PORT + "}",
            "{clusterIP: \"10.96.0.9\", selector: {a: b}, " + PORT + "}",
            "422 spec.clusterIPs[0]: Invalid value: [\"10.96.0.9\"]: may not change once set"),
        Case.update(
            "an address does not become None",
            seven,
            "{clusterIP: None, " + PORT + "}",
            "422 spec.clusterIPs[0]: Invalid value: [\"None\"]: may not change once set"));
  }

  static Stream<Case> nodePorts() {
    String two =
        "{type: NodePort, ports: [{name: a, port: 80, nodePort: 30100},"
            + " {name: b, port: 81, nodePort: 30101}]}";
    return Stream.of(
        Case.update(
            "node ports left out are kept by the name of the port",
            two,
            "{type: NodePort, ports: [{name: b, port: 81}, {name: a, port: 90}]}",
            "nodePorts=[30101,30100]"),
        Case.update(
            "but not one that another port now claims",
            two,
            "{type: NodePort, ports: [{name: a, port: 80}, {name: c, port: 82, nodePort: 30100}]}",
            "nodePorts=[3xxxx,30100]"),
        Case.update(
            "a port that is new on update gets a node port of its own",
            "{type: NodePort, ports: [{name: a, port: 53, nodePort: 30100}]}",
            "{type: NodePort, ports: [{name: a, port: 53}, {name: b, port: 53, protocol: UDP}]}",
            "two node ports"),
        Case.update(
            "one node port for two ports of a protocol",
            two,
            "{type: NodePort, ports: [{name: a, port: 80, nodePort: 30100},"
                + " {name: b, port: 81, nodePort: 30100}]}",
            "500 duplicate nodePort: {TCP 30100}"),
        Case.update(
            "a node port of somebody else",
            two,
            "{type: NodePort, ports: [{name: a, port: 80, nodePort: 30999}]}",
            "422 spec.ports[0].nodePort: Invalid value: 30999: provided port is already allocated"));
  }

  static Stream<Case> transitions() {
    String nodePort = "{type: NodePort, ports: [{port: 80, nodePort: 30100}]}";
    String local =
        "{type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 31000, "
            + PORT
            + "}";
    return Stream.of(
        Case.update(
            "NodePort to ClusterIP wipes an untouched node port",
            nodePort,
            "{type: ClusterIP, *}",
            "type=ClusterIP nodePorts=[0] externalTrafficPolicy="),
        Case.update(
            "NodePort to ClusterIP refuses another node port",
            nodePort,
            "{type: ClusterIP, ports: [{port: 80, nodePort: 30200}]}",
            "422 spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"),
        Case.update(
            "ClusterIP to ExternalName wipes the address",
            "{clusterIP: \"10.96.0.7\", " + PORT + "}",
            "{type: ExternalName, externalName: db.example.com, *}",
            "type=ExternalName clusterIP= clusterIPs=[] ipFamilies=[] ipFamilyPolicy="),
        Case.update(
            "ClusterIP to ExternalName refuses another address",
            "{clusterIP: \"10.96.0.7\", " + PORT + "}",
            "{type: ExternalName, externalName: a.b, clusterIP: \"10.96.0.8\", clusterIPs: [\"10.96.0.8\"]}",
            "422 spec.clusterIPs: Forbidden: may not be set for ExternalName services"),
        Case.update(
            "ExternalName to ClusterIP gets an address and keeps the name",
            "{type: ExternalName, externalName: db.example.com}",
            "{type: ClusterIP, externalName: db.example.com, " + PORT + "}",
            "type=ClusterIP clusterIP=10.96.x.x externalName=db.example.com"),
        Case.update(
            "the health-check port cannot be changed",
            local,
            "{type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 31001, "
                + PORT
                + "}",
            "422 spec.healthCheckNodePort: Forbidden: field is immutable"),
        Case.update(
            "the health-check port left out is kept",
            local,
            "{type: LoadBalancer, externalTrafficPolicy: Local, " + PORT + "}",
            "healthCheckNodePort=31000"),
        Case.update(
            "LoadBalancer to ClusterIP wipes all that goes with it",
            "{type: LoadBalancer, loadBalancerClass: x.io/y, externalTrafficPolicy: Local, "
                + PORT
                + "}",
            "{type: ClusterIP, *}",
            "type=ClusterIP nodePorts=[0] healthCheckNodePort=0 loadBalancerClass="
                + " allocateLoadBalancerNodePorts= externalTrafficPolicy="),
        Case.update(
            "NodePort to LoadBalancer keeps node ports",
            nodePort,
            "{type: LoadBalancer, " + PORT + "}",
            "nodePorts=[30100]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void writes(Case c) {
    World world = new World(List.of(c.cluster().split(",")), Retention.DEFAULT);
    world.create(
        SERVICES, service("other", "{type: NodePort, ports: [{port: 80, nodePort: 30999}]}"));
    long before;
    String result;
    if (c.stored().isEmpty()) {
      before = held(world);
      result = outcome(() -> world.create(SERVICES, service("web", c.sent())));
    } else {
      Obj stored = world.create(SERVICES, service("web", c.stored()));
      before = held(world);
      result = outcome(() -> world.update(SERVICES, merged(stored, c.sent())));
    }
    check(c, result);
    if (!result.startsWith("{")) {
      assertThat(held(world)).as("a refused write keeps nothing").isEqualTo(before);
    }
    assertThat(held(world)).as("pools hold what Services hold").isEqualTo(recomputed(world));
  }

  private static void check(Case c, String result) {
    if (!c.expected().contains("=")
        && !c.expected().endsWith("node port")
        && !c.expected().endsWith("node ports")) {
      assertThat(result).isEqualTo(c.expected());
      return;
    }
    assertThat(result).as("accepted").startsWith("{");
    Obj spec = Json.object(result);
    List<Long> ports =
        spec.arr("ports").objects().stream().map(p -> p.integer("nodePort", 0)).toList();
    switch (c.expected()) {
      case "same node port" ->
          assertThat(ports).hasSize(2).doesNotContain(0L).containsOnly(ports.getFirst());
      case "two node ports" ->
          assertThat(ports).hasSize(2).doesNotContain(0L).doesNotHaveDuplicates();
      default -> {
        for (String field : c.expected().split(" ")) {
          String name = field.substring(0, field.indexOf('='));
          String want = field.substring(field.indexOf('=') + 1);
          String got =
              switch (name) {
                case "nodePorts" -> text(ports);
                case "clusterIPs", "ipFamilies" -> text(spec.arr(name).strings());
                case "healthCheckNodePort" -> Long.toString(spec.integer(name, 0));
                default ->
                    spec.get(name) == null ? "" : spec.str(name, String.valueOf(spec.get(name)));
              };
          assertThat(got).as(name).matches(pattern(want));
        }
      }
    }
  }

  private static String text(List<?> items) {
    return items.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }

  private static String pattern(String want) {
    return want.replace(".", "\\.")
        .replace("[", "\\[")
        .replace("]", "\\]")
        .replace("x\\.x", "\\d+\\.\\d+")
        .replace("::x", "::[0-9a-f]+")
        .replace("3xxxx", "3\\d{4}");
  }

  private static String service(String name, String spec) {
    return "{metadata: {name: " + name + ", namespace: default}, spec: " + spec + "}";
  }

  /// `*` in `sent` stands for everything that is stored; without it the spec is replaced.
  private static Obj merged(Obj stored, String sent) {
    Obj spec = obj(sent.replace(", *", ""));
    if (sent.contains("*")) {
      Obj whole = stored.obj("spec");
      for (String key : spec.keys()) {
        whole = whole.with(key, Objects.requireNonNull(spec.get(key)));
      }
      spec = whole;
    }
    return stored.with("spec", spec);
  }

  private static String outcome(Supplier<Obj> write) {
    try {
      return write.get().obj("spec").toString();
    } catch (ApiException e) {
      int code = e.status().code();
      String message = e.status().message();
      String head = "Service \"web\" is invalid: ";
      return code
          + " "
          + (message.startsWith(head) ? message.substring(head.length()) : message)
              .replace("[]string{", "[")
              .replace("}:", "]:");
    }
  }

  private static long held(World world) {
    return world.registry.services().addressesTaken() + world.registry.services().nodePortsTaken();
  }

  private static long recomputed(World world) {
    Registry again = world.over(world.cidrs);
    return again.services().addressesTaken() + again.services().nodePortsTaken();
  }

  @Test
  void aFreedNodePortCanBeHadAgain() {
    World world = new World();
    Obj web =
        world.create(
            SERVICES, service("web", "{type: NodePort, ports: [{port: 80, nodePort: 30100}]}"));
    world.update(SERVICES, web.change("spec", s -> s.with("type", "ClusterIP")));
    Obj next =
        world.create(
            SERVICES, service("next", "{type: NodePort, ports: [{port: 80, nodePort: 30100}]}"));
    assertThat(next.obj("spec").arr("ports").objects().getFirst().integer("nodePort", 0))
        .isEqualTo(30100);
  }

  @Test
  void aDeletedServiceGivesItsAddressBackAndTakesItsEndpointsAlong() {
    World world = new World();
    world.create(SERVICES, service("web", "{clusterIP: \"10.96.0.7\", " + PORT + "}"));
    world.create(ENDPOINTS, "{metadata: {name: web, namespace: default}}");
    DeleteResult gone =
        world.registry.delete(
            Target.of(SERVICES, "default", "web"), DeleteOptions.DEFAULT, WriteOptions.DEFAULT);
    assertThat(gone.deleted()).isTrue();
    assertThat(gone.answer().str("kind")).isEqualTo("Service");
    assertThat(world.registry.list(ENDPOINTS, "", ListQuery.ALL).items()).isEmpty();
    world.create(SERVICES, service("next", "{clusterIP: \"10.96.0.7\", " + PORT + "}"));
  }

  @Test
  void aDryRunReservesNothing() {
    World world = new World();
    WriteOptions dry = new WriteOptions(true, "", WriteOptions.FieldValidation.WARN);
    Obj made =
        world
            .registry
            .create(SERVICES, "default", obj(service("web", "{type: NodePort, " + PORT + "}")), dry)
            .object();
    assertThat(made.obj("spec").str("clusterIP")).isEqualTo("10.96.0.0");
    assertThat(made.obj("spec").arr("ports").objects().getFirst().integer("nodePort", 0))
        .isBetween(30_000L, 32_767L);
    assertThat(held(world)).isZero();
    assertThat(world.registry.list(SERVICES, "", ListQuery.ALL).items()).isEmpty();
  }

  @Test
  void aFullRangeIsAnInternalError() {
    World world = new World(List.of("10.0.0.0/30"), Retention.DEFAULT);
    world.create(SERVICES, service("a", "{" + PORT + "}"));
    world.create(SERVICES, service("b", "{" + PORT + "}"));
    assertThat(outcome(() -> world.create(SERVICES, service("c", "{" + PORT + "}"))))
        .isEqualTo("500 Internal error occurred: failed to allocate a serviceIP: range is full");
  }
}
