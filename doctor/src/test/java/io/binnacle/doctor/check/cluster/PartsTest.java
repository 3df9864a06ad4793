package io.binnacle.doctor.check.cluster;

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

/// The parts a cluster needs for any Service to work.
class PartsTest {
  private static final String DNS_SERVICE =
      """
      kind: Service
      metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
      spec:
        clusterIP: 10.96.0.10
        selector: {k8s-app: kube-dns}
        ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}]
      """;

  private static final String COREDNS =
      """
      kind: Deployment
      metadata: {name: coredns, namespace: kube-system}
      spec:
        replicas: 2
        selector: {matchLabels: {k8s-app: kube-dns}}
        template: {metadata: {labels: {k8s-app: kube-dns}}, spec: {containers: [{name: coredns}]}}
      """;

  private static final Facts KNOWN =
      new Facts("cluster.local", List.of(Cidr.of("10.96.0.0/12")), 0, 0, Facts.Origin.CLUSTER);
  private static final String ANY = "Service/any";

  private static Cluster dns() {
    return Cluster.of(DNS_SERVICE, COREDNS).facts(KNOWN).run();
  }

  private static Cluster unready(Cluster cluster) {
    String not =
        "status: {conditions: [{type: Ready, status: 'False', lastTransitionTime: '${-5m}'}]}";
    return cluster
        .patch("Pod/kube-system/coredns-5d8f-1", not)
        .patch("Pod/kube-system/coredns-5d8f-2", not);
  }

  static Stream<Case> dnsPods() {
    return Stream.of(
        broken(
            "scaled to nothing",
            Cluster.of(DNS_SERVICE, COREDNS.replace("replicas: 2", "replicas: 0")).run(),
            ANY,
            "ERROR Deployment/kube-system/coredns spec.replicas",
            "scaled to 0"),
        broken(
            "gone altogether",
            Cluster.of(DNS_SERVICE).run(),
            ANY,
            "ERROR Service/kube-system/kube-dns"),
        broken(
            "none is ready",
            unready(dns()),
            ANY,
            "ERROR Pod/kube-system/coredns-5d8f-1",
            "not ready for 5m"),
        silent(
            "one of two is ready",
            dns().patch("Pod/kube-system/coredns-5d8f-1", "status: {conditions: []}"),
            ANY),
        silent(
            "the cluster has just started",
            unready(dns())
                .patch(
                    "Pod/kube-system/coredns-5d8f-1", "metadata: {creationTimestamp: '${-20s}'}"),
            ANY),
        silent(
            "Binnacle's own, with no node to show it on",
            Cluster.of(
                DNS_SERVICE,
                "kind: Pod\nmetadata: {name: binnacle-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}\nstatus: {phase: Pending}"),
            ANY),
        broken(
            "scaled to nothing, where most Pods name another resolver",
            Cluster.of(
                    DNS_SERVICE,
                    COREDNS.replace("replicas: 2", "replicas: 0"),
                    "kind: Pod\nmetadata: {name: own}\nspec: {dnsPolicy: None, dnsConfig: {nameservers: [192.0.2.53]}, containers: [{name: c}]}")
                .run(),
            ANY,
            "WARNING Deployment/kube-system/coredns spec.replicas",
            "another resolver"),
        broken(
            "it wants Pods and has none, cache or not",
            Cluster.of(
                DNS_SERVICE,
                COREDNS,
                "kind: DaemonSet\nmetadata: {name: node-local-dns, namespace: kube-system}"),
            ANY,
            "ERROR Deployment/kube-system/coredns"),
        silent(
            "scaled to nothing beside a cache on the nodes",
            Cluster.of(
                DNS_SERVICE,
                COREDNS.replace("replicas: 2", "replicas: 0"),
                "kind: DaemonSet\nmetadata: {name: node-local-dns, namespace: kube-system}"),
            ANY),
        silent(
            "scaled to nothing where the cloud answers",
            Cluster.of(
                DNS_SERVICE,
                COREDNS.replace("replicas: 2", "replicas: 0"),
                "kind: Node\nmetadata: {name: gke-1}\nspec: {providerID: 'gce://p/zone/gke-1'}"),
            ANY),
        silent("a cluster without any DNS", Cluster.of().run(), ANY),
        silent(
            "manifests", Cluster.of(DNS_SERVICE).facts(facts(Facts.Origin.MANIFESTS)).run(), ANY),
        new Case(
            "Services that nobody may list",
            dns().hide("Service", "forbidden"),
            ANY,
            "unknown",
            List.of()));
  }

  private static Facts facts(Facts.Origin origin) {
    return new Facts("cluster.local", List.of(), 0, 0, origin);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dnsPods")
  void dnsPodsMissing(Case c) {
    c.verify(new DnsPodsMissing());
  }

  static Stream<Case> dnsService() {
    return Stream.of(
        broken(
            "servers run, the Service is gone",
            Cluster.of(COREDNS).facts(KNOWN).run(),
            ANY,
            "ERROR Service/kube-system/kube-dns",
            "2 DNS servers"),
        broken(
            "it selects nothing",
            dns().patch("Service/kube-system/kube-dns", "spec: {selector: {k8s-app: core-dns}}"),
            ANY,
            "ERROR Service/kube-system/kube-dns spec.selector",
            "k8s-app=core-dns"),
        silent("all is there", dns(), ANY),
        silent(
            "a Service by another name leads to the servers",
            Cluster.of(COREDNS, DNS_SERVICE.replace("name: kube-dns", "name: coredns")).run(),
            ANY),
        silent("a cluster without any DNS", Cluster.of().run(), ANY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dnsService")
  void dnsServiceMissing(Case c) {
    c.verify(new DnsServiceMissing());
  }

  private static String lease(String namespace, String name, String ago) {
    return leaseOf(namespace, name, "${-" + ago + "}");
  }

  private static String leaseOf(String namespace, String name, String renewed) {
    return """
    kind: Lease
    metadata: {name: %s, namespace: %s}
    spec: {holderIdentity: me, leaseDurationSeconds: 15, renewTime: '%s'}
    ---
    """
        .formatted(name, namespace, renewed);
  }

  private static final String NODE_LEASE = lease("kube-node-lease", "node-1", "5s");

  /* What any tenant may write. */
  private static final String FUTURE =
      leaseOf("default", "mine", "2099-01-01T00:00:00Z")
          + leaseOf("kube-system", "some-operator", "2099-01-01T00:00:00Z");

  private static Cluster services(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
          """
          kind: Service
          metadata: {name: s%1$d}
          spec: {selector: {app: s%1$d}, ports: [{port: 80}]}
          ---
          kind: Pod
          metadata: {name: s%1$d, labels: {app: s%1$d}}
          spec: {containers: [{name: c}]}
          ---
          """
              .formatted(i));
    }
    return Cluster.of(text.toString()).run();
  }

  static Stream<Case> controllers() {
    String over = lease("kube-system", "kube-controller-manager", "10m");
    return Stream.of(
        broken(
            "the slices of many Services are out of date",
            services(4).remove("Pod/s0").remove("Pod/s1").remove("Pod/s2"),
            ANY,
            "ERROR Lease/kube-system/kube-controller-manager",
            "3 of 4 Services"),
        broken(
            "its lease ran out, and one Service shows it",
            services(4).remove("Pod/s0").add(over + NODE_LEASE),
            ANY,
            "ERROR Lease/kube-system/kube-controller-manager",
            "ran out 9m40s ago"),
        broken(
            "its lease ran out, and nothing has changed since",
            services(4).add(over + NODE_LEASE),
            ANY,
            "WARNING Lease/kube-system/kube-controller-manager"),
        silent("all is in order", services(4), ANY),
        silent("one of many is out of date", services(4).remove("Pod/s0"), ANY),
        silent("our clock is ahead of the cluster's", services(4).add(over), ANY),
        silent(
            "somebody's Lease is of the future",
            services(4).add(lease("kube-system", "kube-controller-manager", "5s") + FUTURE),
            ANY),
        silent(
            "one node's clock is an hour ahead",
            services(4)
                .add(
                    lease("kube-system", "kube-controller-manager", "5s")
                        + NODE_LEASE
                        + lease("kube-node-lease", "node-3", "6s")
                        + leaseOf("kube-node-lease", "node-2", "2099-01-01T00:00:00Z")),
            ANY),
        silent(
            "a lease that somebody left behind last year",
            services(1).add(lease("kube-system", "kube-controller-manager", "200d") + NODE_LEASE),
            ANY),
        silent(
            "slices that may not be read",
            services(4).remove("Pod/s0").remove("Pod/s1").hide("EndpointSlice", "forbidden"),
            ANY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("controllers")
  void controllersStopped(Case c) {
    c.verify(new ControllersStopped());
  }

  private static String ready(String status, String ago) {
    return "status: {conditions: [{type: Ready, status: '%s', lastTransitionTime: '${-%s}'}]}"
        .formatted(status, ago);
  }

  static Stream<Case> agents() {
    return Stream.of(
        broken(
            "it has not reported for minutes",
            services(3).patch("Node/node-2", ready("Unknown", "3m")),
            ANY,
            "ERROR Node/node-2",
            "has not reported for 3m",
            "default/s1"),
        broken(
            "nothing runs there",
            Cluster.of().run().patch("Node/node-2", ready("False", "3m")),
            ANY,
            "WARNING Node/node-2"),
        broken(
            "its lease ran out, and nobody has noticed yet",
            services(3).add(lease("kube-node-lease", "node-2", "90s") + NODE_LEASE),
            ANY,
            "WARNING Node/node-2",
            "lease"),
        silent("all report", services(3).add(NODE_LEASE), ANY),
        silent(
            "all report, and somebody's Lease is of the future",
            services(3).add(NODE_LEASE + FUTURE),
            ANY),
        silent("it has hiccuped", services(3).patch("Node/node-2", ready("Unknown", "4s")), ANY),
        silent(
            "it is joining",
            services(3)
                .patch("Node/node-2", ready("False", "1m"))
                .patch("Node/node-2", "metadata: {creationTimestamp: '${-1m}'}"),
            ANY),
        silent(
            "the autoscaler is taking it away",
            services(3)
                .patch("Node/node-2", ready("False", "3m"))
                .patch("Node/node-2", "spec: {taints: [{key: ToBeDeletedByClusterAutoscaler}]}"),
            ANY),
        silent(
            "our clock is ahead of the cluster's",
            services(3).add(lease("kube-node-lease", "node-2", "10m")),
            ANY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("agents")
  void nodeAgentStopped(Case c) {
    c.verify(new NodeAgentStopped());
  }
}
