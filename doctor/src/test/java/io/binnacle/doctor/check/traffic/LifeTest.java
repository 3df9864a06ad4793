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

/// Services on their way in or out, and what they ask of the cluster.
class LifeTest {
  private static String service(String metadata, String spec) {
    return "kind: Service\nmetadata: {name: web, creationTimestamp: '${-2h}'%s}\nspec: {ports: [{port: 80}]%s}"
        .formatted(metadata, spec);
  }

  private static String event(String reason) {
    return """
    kind: Event
    metadata: {name: e}
    type: Warning
    reason: %s
    message: no address left in pool
    involvedObject: {kind: Service, name: web, namespace: default}
    """
        .formatted(reason);
  }

  static Stream<Case> pending() {
    String lb = ", type: LoadBalancer";
    String young = service("", lb).replace("-2h", "-90s");
    return Stream.of(
        broken(
            "nobody gives it an address",
            Cluster.of(service("", lb)),
            "Service/web",
            "WARNING Service/web spec.type",
            "has waited 120m"),
        broken(
            "its controller says why not",
            Cluster.of(young, event("SyncLoadBalancerFailed")),
            "Service/web",
            "ERROR Service/web spec.type",
            "no address left in pool"),
        silent("it is young", Cluster.of(young), "Service/web"),
        broken(
            "the controller of its class does nothing",
            Cluster.of(service("", lb + ", loadBalancerClass: example.com/lb")),
            "Service/web",
            "WARNING Service/web spec.type",
            "has waited 120m"),
        silent(
            "the controller of its class may take its time",
            Cluster.of(
                service("", lb + ", loadBalancerClass: example.com/lb").replace("-2h", "-20m")),
            "Service/web"),
        silent(
            "it has an address",
            Cluster.of(service("", lb))
                .patch(
                    "Service/web",
                    "status: {loadBalancer: {ingress: [{hostname: lb.example.com}]}}"),
            "Service/web"),
        silent("another type", Cluster.of(service("", ", type: NodePort")), "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pending")
  void loadBalancerPending(Case c) {
    c.verify(new LoadBalancerPending());
  }

  static Stream<Case> deleting() {
    String gone = ", deletionTimestamp: '${-%s}', finalizers: [%s]";
    return Stream.of(
        broken(
            "a finalizer nobody takes away",
            Cluster.of(service(gone.formatted("10m", "example.com/keep"), "")),
            "Service/web",
            "WARNING Service/web metadata.finalizers",
            "example.com/keep"),
        silent(
            "deleted a moment ago",
            Cluster.of(service(gone.formatted("20s", "example.com/keep"), "")),
            "Service/web"),
        silent(
            "a cloud takes minutes for its balancer",
            Cluster.of(
                service(gone.formatted("3m", "service.kubernetes.io/load-balancer-cleanup"), "")),
            "Service/web"),
        silent(
            "a finalizer, and nobody deletes it",
            Cluster.of(service(", finalizers: [service.kubernetes.io/load-balancer-cleanup]", "")),
            "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deleting")
  void serviceDeleting(Case c) {
    c.verify(new ServiceDeleting());
  }

  static Stream<Case> namespace() {
    String namespace =
        """
        kind: Namespace
        metadata: {name: default, deletionTimestamp: '${-%s}'}
        status:
          phase: Terminating
          conditions:
          - {type: NamespaceContentRemaining, status: "True", message: "Some resources are remaining: widgets has 2"}
        """;
    return Stream.of(
        broken(
            "it does not come to an end",
            Cluster.of(service("", ""), namespace.formatted("1h")),
            "Service/web",
            "ERROR Namespace/default",
            "widgets has 2"),
        silent(
            "it has just begun",
            Cluster.of(service("", ""), namespace.formatted("5s")),
            "Service/web"),
        silent(
            "it stays",
            Cluster.of(service("", ""), "kind: Namespace\nmetadata: {name: default}"),
            "Service/web"),
        silent(
            "namespaces may not be read",
            Cluster.of(service("", ""), namespace.formatted("1h")).hide("Namespace", "forbidden"),
            "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namespace")
  void namespaceDeleting(Case c) {
    c.verify(new NamespaceDeleting());
  }

  static Stream<Case> proxy() {
    String label = ", labels: {service.kubernetes.io/service-proxy-name: fast-proxy}";
    return Stream.of(
        broken(
            "no Pod looks like that proxy",
            Cluster.of(service(label, "")).run(),
            "Service/web",
            "WARNING Service/web metadata.labels.service.kubernetes.io/service-proxy-name",
            "fast-proxy"),
        silent(
            "a DaemonSet of that name",
            Cluster.of(
                    service(label, ""),
                    "kind: DaemonSet\nmetadata: {name: x}\nspec: {template: {metadata: {labels: {app: x}}, spec: {containers: [{name: p, args: [--name=fast-proxy]}]}}}")
                .run(),
            "Service/web"),
        silent(
            "headless Services need none",
            Cluster.of(service(label, ", clusterIP: None")).run(),
            "Service/web"),
        new Case(
            "Pods that nobody may list",
            Cluster.of(service(label, "")).hide("Pod", "forbidden"),
            "Service/web",
            "unknown",
            List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("proxy")
  void otherProxy(Case c) {
    c.verify(new OtherProxy());
  }

  private static Cluster pods(String spec) {
    return Cluster.of(
            service("", ", selector: {app: web}, " + spec),
            "kind: Pod\nmetadata: {name: p, labels: {app: web}}\nspec: {containers: [{name: c}]}")
        .run();
  }

  static Stream<Case> family() {
    String both =
        "clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9, 'fd00::9'], ipFamilies: [IPv4, IPv6], ipFamilyPolicy: ";
    String field = "Service/web spec.ipFamilies";
    Facts planned =
        new Facts("cluster.local", List.of(Cidr.of("10.96.0.0/12")), 0, 0, Facts.Origin.MANIFESTS);
    return Stream.of(
        broken(
            "an IPv6 Service of IPv4 Pods",
            pods("clusterIP: 'fd00::9', ipFamilies: [IPv6], ipFamilyPolicy: SingleStack"),
            "Service/web",
            "ERROR " + field,
            "no IPv6 address"),
        broken(
            "both families preferred and given, Pods of one",
            pods(both + "PreferDualStack"),
            "Service/web",
            "WARNING " + field),
        broken(
            "both families required, a cluster of one",
            pods("ipFamilyPolicy: RequireDualStack").facts(planned),
            "Service/web",
            "ERROR Service/web spec.ipFamilyPolicy"),
        silent(
            "preferred, and the cluster has one",
            pods("ipFamilyPolicy: PreferDualStack"),
            "Service/web"),
        silent("one family", pods("ipFamilyPolicy: SingleStack"), "Service/web"),
        silent(
            "Pods of both",
            pods(both + "PreferDualStack")
                .patch("Pod/p", "status: {podIPs: [{ip: 10.244.1.9}, {ip: 'fd00:1::9'}]}"),
            "Service/web"),
        silent(
            "no Pod is ready yet",
            pods(both + "PreferDualStack").patch("Pod/p", "status: {conditions: []}"),
            "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("family")
  void families(Case c) {
    c.verify(new Families());
  }
}
