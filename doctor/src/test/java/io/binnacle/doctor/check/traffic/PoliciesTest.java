package io.binnacle.doctor.check.traffic;

import static io.binnacle.doctor.testing.Case.broken;
import static io.binnacle.doctor.testing.Case.silent;

import io.binnacle.doctor.testing.Case;
import io.binnacle.doctor.testing.Cluster;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Policies that keep traffic from endpoints there are.
class PoliciesTest {
  private static Cluster web(String spec, String more) {
    return Cluster.of(
            """
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}], %s}
            """
                .formatted(spec),
            workload("Deployment", "web", "{name: web}"),
            more)
        .run();
  }

  private static String workload(String kind, String name, String container) {
    return """
    kind: %s
    metadata: {name: %s}
    spec:
      selector: {matchLabels: {app: %s}}
      template: {metadata: {labels: {app: %s}}, spec: {containers: [%s]}}
    """
        .formatted(kind, name, name, name, container);
  }

  private static final String CALLER =
      workload("Deployment", "caller", "{name: c, env: [{name: URL, value: 'http://web:80/x'}]}");

  static Stream<Case> internal() {
    String local = "internalTrafficPolicy: Local";
    String field = "Service/web spec.internalTrafficPolicy";
    return Stream.of(
        broken(
            "a Pod elsewhere names the Service",
            web(local, CALLER),
            "Service/web",
            "ERROR " + field,
            "caller-5d8f-1"),
        broken(
            "a Pod elsewhere may be a client",
            web(local, workload("Deployment", "other", "{name: c}")),
            "Service/web",
            "WARNING " + field),
        silent("policy Cluster", web("internalTrafficPolicy: Cluster", CALLER), "Service/web"),
        silent("nobody else runs in the namespace", web(local, ""), "Service/web"),
        silent(
            "a DaemonSet has an endpoint wherever it is meant to",
            Cluster.of(
                    "kind: Service\nmetadata: {name: agent}\nspec: {selector: {app: agent}, ports: [{port: 80}], internalTrafficPolicy: Local}",
                    workload("DaemonSet", "agent", "{name: a}"),
                    CALLER)
                .run()
                .remove("Pod/agent-node-1")
                .slices(),
            "Service/agent"),
        silent(
            "a headless Service, whose clients choose themselves",
            web(local + ", clusterIP: None", CALLER),
            "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("internal")
  void internalLocalEmpty(Case c) {
    c.verify(new InternalLocalEmpty());
  }

  static Stream<Case> external() {
    String local = "externalTrafficPolicy: Local";
    String field = "Service/web spec.externalTrafficPolicy";
    String excluded =
        "metadata: {labels: {node.kubernetes.io/exclude-from-external-load-balancers: ''}}";
    return Stream.of(
        broken(
            "hand-written endpoints that name no node",
            Cluster.of(
                "kind: Service\nmetadata: {name: web}\nspec: {type: NodePort, ports: [{port: 80, nodePort: 30080}], externalTrafficPolicy: Local}",
                "kind: EndpointSlice\nmetadata: {name: x, labels: {kubernetes.io/service-name: web}}\naddressType: IPv4\nports: [{port: 80}]\nendpoints: [{addresses: [192.0.2.9]}]"),
            "Service/web",
            "ERROR " + field),
        broken(
            "traffic comes in at a node without an endpoint",
            web(local + ", externalIPs: [192.168.1.2]", ""),
            "Service/web",
            "ERROR " + field,
            "node-2"),
        broken(
            "the only node with an endpoint is kept from load balancers",
            web(local + ", type: LoadBalancer", "").patch("Node/node-1", excluded),
            "Service/web",
            "ERROR " + field),
        broken(
            "a node port that other nodes drop",
            web("type: NodePort, externalTrafficPolicy: Local", "")
                .patch("Service/web", "spec: {ports: [{port: 80, nodePort: 30080}]}"),
            "Service/web",
            "NOTE " + field),
        silent(
            "a balancer that asks nodes for their health",
            web(local + ", type: LoadBalancer", ""),
            "Service/web"),
        silent(
            "an external address of the node that has the endpoint",
            web(local + ", externalIPs: [192.168.1.1]", ""),
            "Service/web"),
        silent("policy Cluster", web("type: NodePort", ""), "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("external")
  void externalLocalEmpty(Case c) {
    c.verify(new ExternalLocalEmpty());
  }

  private static String node(int number, String zone) {
    return """
    kind: Node
    metadata: {name: node-%d, labels: {topology.kubernetes.io/zone: %s}}
    status: {conditions: [{type: Ready, status: "True"}]}
    ---
    """
        .formatted(number, zone);
  }

  /// `nodes` and `endpoints` by zone, as `aab`.
  private static Cluster zones(String nodes, String endpoints, boolean hints) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < nodes.length(); i++) {
      text.append(node(i, "zone-" + nodes.charAt(i)));
    }
    StringBuilder listed = new StringBuilder();
    for (int i = 0; i < endpoints.length(); i++) {
      listed
          .append("\n- {addresses: [10.244.0.")
          .append(i + 1)
          .append("]")
          .append(hints ? ", hints: {forZones: [{name: zone-" + endpoints.charAt(i) + "}]}" : "")
          .append("}");
    }
    return Cluster.of(
        text.toString(),
        "kind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, trafficDistribution: PreferClose, ports: [{port: 80}]}",
        "kind: EndpointSlice\nmetadata: {name: web-1, labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}}\naddressType: IPv4\nports: [{port: 80}]\nendpoints:"
            + listed);
  }

  static Stream<Case> zone() {
    return Stream.of(
        broken(
            "half of the nodes on one of ten endpoints",
            zones("aabb", "abbbbbbbbb", true),
            "Service/web",
            "WARNING Service/web spec.trafficDistribution",
            "5.0 times"),
        silent("as many here as there", zones("aabb", "aabb", true), "Service/web"),
        silent("a little uneven", zones("aabb", "abb", true), "Service/web"),
        silent("no hints", zones("aabb", "abbbbbbbbb", false), "Service/web"),
        silent(
            "a zone without an endpoint goes anywhere",
            zones("aabb", "bbbb", true),
            "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("zone")
  void zoneStarved(Case c) {
    c.verify(new ZoneStarved());
  }

  static Stream<Case> affinity() {
    String sticky = "sessionAffinity: ClientIP";
    String lb = "status: {loadBalancer: {ingress: [{ip: 203.0.113.5, ipMode: %s}]}}";
    return Stream.of(
        broken(
            "a balancer that connects in its own name",
            web(sticky + ", type: LoadBalancer", "").patch("Service/web", lb.formatted("Proxy")),
            "Service/web",
            "NOTE Service/web spec.sessionAffinity"),
        broken(
            "a headless Service",
            web(sticky + ", clusterIP: None", ""),
            "Service/web",
            "NOTE Service/web spec.sessionAffinity"),
        broken(
            "an Ingress in front",
            web(
                sticky,
                "{kind: Ingress, metadata: {name: front}, spec: {rules: [{http: {paths: [{backend: {service: {name: web, port: {number: 80}}}}]}}]}}"),
            "Service/web",
            "NOTE Service/web spec.sessionAffinity",
            "clients of Ingress front"),
        silent(
            "an Ingress that leads elsewhere",
            web(
                sticky,
                "{kind: Ingress, metadata: {name: front}, spec: {defaultBackend: {service: {name: api, port: {number: 80}}}}}"),
            "Service/web"),
        silent("inside the cluster clients differ", web(sticky, ""), "Service/web"),
        silent(
            "a balancer that keeps addresses",
            web(sticky + ", type: LoadBalancer", "").patch("Service/web", lb.formatted("VIP")),
            "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("affinity")
  void affinityMasked(Case c) {
    c.verify(new AffinityMasked());
  }

  private static Cluster balanced(String address, String ranges) {
    return Cluster.of(
        "kind: Service\nmetadata: {name: web}\nspec: {type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [%s]}\nstatus: {loadBalancer: {ingress: [{ip: %s}]}}"
            .formatted(ranges, address));
  }

  static Stream<Case> ranges() {
    String first = "Service/web spec.loadBalancerSourceRanges[0]";
    return Stream.of(
        broken("no range", balanced("203.0.113.5", "office"), "Service/web", "ERROR " + first),
        broken(
            "an address nobody has",
            balanced("203.0.113.5", "0.0.0.0/32"),
            "Service/web",
            "ERROR " + first),
        broken(
            "private clients of a public address",
            balanced("203.0.113.5", "10.0.0.0/8"),
            "Service/web",
            "WARNING " + first),
        silent("everybody", balanced("203.0.113.5", "0.0.0.0/0"), "Service/web"),
        silent("an internal balancer", balanced("10.0.0.5", "10.0.0.0/8"), "Service/web"),
        silent(
            "some private, some public",
            balanced("203.0.113.5", "10.0.0.0/8, 198.51.100.0/24"),
            "Service/web"),
        silent("padded", balanced("203.0.113.5", "' 198.51.100.0/24 '"), "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ranges")
  void sourceRanges(Case c) {
    c.verify(new SourceRanges());
  }
}
