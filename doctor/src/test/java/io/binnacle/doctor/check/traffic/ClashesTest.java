package io.binnacle.doctor.check.traffic;

import static io.binnacle.doctor.testing.Case.broken;
import static io.binnacle.doctor.testing.Case.silent;

import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.testing.Case;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.Cidr;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Numbers and addresses that two want, or that the cluster does not give out.
class ClashesTest {
  private static String service(String name, String age, String spec) {
    return "kind: Service\nmetadata: {name: %s, creationTimestamp: '${-%s}'}\nspec: {%s}\n---\n"
        .formatted(name, age, spec);
  }

  private static String nodePort(String protocol, int port) {
    return "type: NodePort, selector: {app: a}, ports: [{port: 80, targetPort: 8080, nodePort: %d, protocol: %s}]"
        .formatted(port, protocol);
  }

  private static String pod(String labels, String port) {
    return "kind: Pod\nmetadata: {name: p, labels: {%s}}\nspec: {nodeName: node-1, containers: [{name: c, ports: [%s]}]}\nstatus: {phase: Running}\n---\n"
        .formatted(labels, port);
  }

  static Stream<Case> nodePorts() {
    String old = service("old", "2h", nodePort("TCP", 30080));
    String field = "ERROR Service/new spec.ports[0].nodePort";
    return Stream.of(
        broken(
            "the later of two Services",
            Cluster.of(old, service("new", "1h", nodePort("TCP", 30080))),
            "Service/new",
            field,
            "Service default/old"),
        broken(
            "a Pod's host port",
            Cluster.of(
                service("new", "1h", nodePort("TCP", 30080)),
                pod("app: b", "{containerPort: 1, hostPort: 30080}")),
            "Service/new",
            field,
            "node node-1"),
        silent(
            "the earlier of two Services",
            Cluster.of(old, service("new", "1h", nodePort("TCP", 30080))),
            "Service/old"),
        silent(
            "TCP here, UDP there",
            Cluster.of(old, service("new", "1h", nodePort("UDP", 30080))),
            "Service/new"),
        silent(
            "a host port of another protocol",
            Cluster.of(
                service("new", "1h", nodePort("TCP", 30080)),
                pod("app: b", "{containerPort: 1, hostPort: 30080, protocol: UDP}")),
            "Service/new"),
        silent(
            "both ways lead to the same port of the same Pod",
            Cluster.of(
                service("new", "1h", nodePort("TCP", 30080)),
                pod("app: a", "{containerPort: 8080, hostPort: 30080}")),
            "Service/new"),
        silent(
            "a host port on the loopback address",
            Cluster.of(
                service("new", "1h", nodePort("TCP", 30080)),
                pod("app: b", "{containerPort: 1, hostPort: 30080, hostIP: 127.0.0.1}")),
            "Service/new"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nodePorts")
  void nodePortClash(Case c) {
    c.verify(new NodePortClash());
  }

  private static Facts facts(String range, Facts.Origin origin) {
    return new Facts("cluster.local", List.of(Cidr.of(range)), 30_000, 32_767, origin);
  }

  static Stream<Case> nodePortRanges() {
    Facts live = facts("10.96.0.0/12", Facts.Origin.CLUSTER);
    Facts planned = facts("10.96.0.0/12", Facts.Origin.MANIFESTS);
    String field = "Service/a spec.ports[0].nodePort";
    return Stream.of(
        broken(
            "a port outside works, but nobody keeps it free",
            Cluster.of(service("a", "1h", nodePort("TCP", 8080))).facts(live),
            "Service/a",
            "WARNING " + field),
        broken(
            "in manifests the API will refuse it",
            Cluster.of(service("a", "1h", nodePort("TCP", 8080))).facts(planned),
            "Service/a",
            "ERROR " + field),
        silent(
            "inside",
            Cluster.of(service("a", "1h", nodePort("TCP", 32767))).facts(live),
            "Service/a"),
        silent(
            "the range is not known",
            Cluster.of(service("a", "1h", nodePort("TCP", 8080))),
            "Service/a"),
        silent(
            "left to the cluster",
            Cluster.of(service("a", "1h", nodePort("TCP", 0))).facts(live),
            "Service/a"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nodePortRanges")
  void nodePortRange(Case c) {
    c.verify(new NodePortRange());
  }

  static Stream<Case> clusterIps() {
    String old = service("old", "2h", "clusterIP: 10.96.3.3, ports: [{port: 80}]");
    return Stream.of(
        broken(
            "the later of two Services",
            Cluster.of(old, service("new", "1h", "clusterIP: 10.96.3.3, ports: [{port: 81}]")),
            "Service/new",
            "ERROR Service/new spec.clusterIP",
            "Service default/old"),
        silent(
            "the earlier",
            Cluster.of(old, service("new", "1h", "clusterIP: 10.96.3.3")),
            "Service/old"),
        silent(
            "headless Services share None",
            Cluster.of(
                service("old", "2h", "clusterIP: None"), service("new", "1h", "clusterIP: None")),
            "Service/new"),
        silent(
            "an address of its own",
            Cluster.of(old, service("new", "1h", "ports: [{port: 80}]")),
            "Service/new"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clusterIps")
  void clusterIpClash(Case c) {
    c.verify(new ClusterIpClash());
  }

  static Stream<Case> clusterIpRanges() {
    String far = service("a", "1h", "clusterIP: 172.20.0.5, ports: [{port: 80}]");
    Facts live = facts("10.96.0.0/12", Facts.Origin.CLUSTER);
    return Stream.of(
        broken(
            "an address of an earlier range",
            Cluster.of(far).facts(live),
            "Service/a",
            "WARNING Service/a spec.clusterIP",
            "10.96.0.0/12"),
        broken(
            "in manifests the API will refuse it",
            Cluster.of(far).facts(facts("10.96.0.0/12", Facts.Origin.MANIFESTS)),
            "Service/a",
            "ERROR Service/a spec.clusterIP"),
        silent("no range is known", Cluster.of(far), "Service/a"),
        silent(
            "a ServiceCIDR adds the range",
            Cluster.of(
                    far,
                    "kind: ServiceCIDR\nmetadata: {name: more}\nspec: {cidrs: [172.20.0.0/16]}")
                .facts(live),
            "Service/a"),
        silent(
            "the other family's range is not known",
            Cluster.of(service("a", "1h", "clusterIP: 'fd00::5', ports: [{port: 80}]")).facts(live),
            "Service/a"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clusterIpRanges")
  void clusterIpRange(Case c) {
    c.verify(new ClusterIpRange());
  }

  static Stream<Case> externalIps() {
    String old = service("old", "2h", "externalIPs: [192.0.2.5], ports: [{port: 80}]");
    return Stream.of(
        broken(
            "the later of two on the same port",
            Cluster.of(old, service("new", "1h", "externalIPs: [192.0.2.5], ports: [{port: 80}]")),
            "Service/new",
            "ERROR Service/new spec.externalIPs[0]",
            "192.0.2.5:80/TCP is answered by Service default/old"),
        broken(
            "the cluster address of another Service",
            Cluster.of(
                service("web", "2h", "clusterIP: 10.96.3.3, ports: [{port: 80}]"),
                service("new", "1h", "externalIPs: [10.96.3.3], ports: [{port: 80}]")),
            "Service/new",
            "ERROR Service/new spec.externalIPs[0]",
            "cluster address of Service default/web"),
        silent(
            "one address, different ports",
            Cluster.of(old, service("new", "1h", "externalIPs: [192.0.2.5], ports: [{port: 443}]")),
            "Service/new"),
        silent(
            "the address of a node",
            Cluster.of(service("new", "1h", "externalIPs: [192.168.1.1], ports: [{port: 80}]"))
                .run(),
            "Service/new"),
        silent(
            "two balancers that share a host name",
            Cluster.of(
                    service("old", "2h", "type: LoadBalancer, ports: [{port: 80}]"),
                    service("new", "1h", "type: LoadBalancer, ports: [{port: 80}]"))
                .patch(
                    "Service/old",
                    "status: {loadBalancer: {ingress: [{hostname: lb.example.com}]}}")
                .patch(
                    "Service/new",
                    "status: {loadBalancer: {ingress: [{hostname: lb.example.com}]}}"),
            "Service/new"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("externalIps")
  void externalIpClash(Case c) {
    c.verify(new ExternalIpClash());
  }

  static Stream<Case> health() {
    String lb =
        "type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}], healthCheckNodePort: 31000";
    String field = "Service/new spec.healthCheckNodePort";
    return Stream.of(
        broken(
            "another Service's node port",
            Cluster.of(service("old", "2h", nodePort("TCP", 31000)), service("new", "1h", lb)),
            "Service/new",
            "ERROR " + field),
        broken(
            "none",
            Cluster.of(
                service(
                    "new",
                    "1h",
                    "type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]")),
            "Service/new",
            "NOTE " + field),
        silent("its own", Cluster.of(service("new", "1h", lb)), "Service/new"),
        silent(
            "a node port for datagrams",
            Cluster.of(service("old", "2h", nodePort("UDP", 31000)), service("new", "1h", lb)),
            "Service/new"),
        silent(
            "policy Cluster needs none",
            Cluster.of(service("new", "1h", "type: LoadBalancer, ports: [{port: 80}]")),
            "Service/new"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("health")
  void healthCheckPort(Case c) {
    c.verify(new HealthCheckPort());
  }
}
