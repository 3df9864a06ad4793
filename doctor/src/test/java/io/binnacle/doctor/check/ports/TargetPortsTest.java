package io.binnacle.doctor.check.ports;

import static io.binnacle.doctor.check.ports.Webs.deployment;
import static io.binnacle.doctor.check.ports.Webs.service;
import static io.binnacle.doctor.check.ports.Webs.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Said;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Names of ports, exchanged ports, protocols.
class TargetPortsTest {
  record Case(Check check, String name, Cluster given, String says) {
    @Override
    public String toString() {
      return check.id() + ": " + name;
    }
  }

  private static final String HTTP = "ports: [{containerPort: 8080, name: http}]";
  private static final String BOTH =
      "ports: [{containerPort: 8080, name: http}, {containerPort: 9090, name: metrics}]";

  static Stream<Case> names() {
    Check check = new TargetPortName();
    return Stream.of(
        new Case(
            check,
            "a misspelt name",
            web("{port: 80, targetPort: htpp}", HTTP),
            "error Service/web spec.ports[0].targetPort, mended"),
        new Case(
            check,
            "the Pods' name is the misspelt one",
            web("{port: 80, targetPort: http}", "ports: [{containerPort: 8080, name: htpp}]"),
            "error Deployment/web spec.template.spec.containers[0].ports[0].name, mended"),
        new Case(
            check,
            "the one port has no name",
            web("{port: 80, targetPort: http}", "ports: [{containerPort: 8080}]"),
            "error Service/web spec.ports[0].targetPort, mended"),
        new Case(
            check,
            "the one port has another name",
            web("{port: 80, targetPort: web}", HTTP),
            "error Service/web spec.ports[0].targetPort, mended"),
        new Case(
            check,
            "nothing is declared, so nothing can be proposed",
            web("{port: 80, targetPort: http}", ""),
            "error Service/web spec.ports[0].targetPort"),
        new Case(
            check,
            "a number written as text",
            web("{port: 80, targetPort: '8080'}", ""),
            "error Service/web spec.ports[0].targetPort, mended"),
        new Case(check, "the name is there", web("{port: 80, targetPort: http}", HTTP), "fine"),
        new Case(check, "a number", web("{port: 80, targetPort: 9999}", HTTP), "fine"),
        new Case(
            check,
            "a sidecar has it",
            Cluster.of(service("web", "{port: 80, targetPort: proxy}"))
                .add(
                    """
                    kind: Pod
                    metadata: {name: web, labels: {app: web}}
                    spec:
                      initContainers:
                      - {name: p, image: "p:1", restartPolicy: Always, ports: [{containerPort: 1, name: proxy}]}
                      containers: [{name: app, image: "shop/web:1"}]
                    """)
                .run(),
            "fine"),
        new Case(
            check,
            "slices of another manager serve it",
            web("{name: http, port: 80, targetPort: http}", "")
                .add(
                    """
                    kind: EndpointSlice
                    metadata: {name: web-own, labels: {kubernetes.io/service-name: web}}
                    addressType: IPv4
                    ports: [{name: http, port: 8080}]
                    endpoints: [{addresses: [192.0.2.1]}]
                    """),
            "fine"),
        new Case(
            check,
            "the name is there with another protocol, which is heard elsewhere",
            web("{port: 80, targetPort: http, protocol: UDP}", HTTP),
            "fine"));
  }

  static Stream<Case> partial() {
    Check check = new TargetPortPartial();
    String byName = service("web", "{port: 80, targetPort: http}");
    return Stream.of(
        new Case(
            check,
            "a canary without the name",
            Cluster.of(
                    byName,
                    deployment("web", "web", HTTP),
                    deployment("canary", "web", "ports: [{containerPort: 8080}]"))
                .run(),
            "warning Deployment/canary spec.template.spec.containers[0].ports[0].name, mended"),
        new Case(
            check,
            "a canary without ports",
            Cluster.of(byName, deployment("web", "web", HTTP), deployment("canary", "web", ""))
                .run(),
            "warning Deployment/canary spec.template.spec.containers[0].ports"),
        new Case(
            check,
            "the name stands for another number in another version",
            Cluster.of(
                    byName,
                    deployment("web", "web", HTTP),
                    deployment("canary", "web", "ports: [{containerPort: 9000, name: http}]"))
                .run(),
            "fine"),
        new Case(
            check,
            "an older version of the Pods, about to go",
            web("{port: 80, targetPort: http}", HTTP)
                .change("Pod/web-5d8f-1", pod -> pod.change("spec", s -> s.without("containers"))),
            "fine"),
        new Case(
            check,
            "the Pod without it is at its end",
            Cluster.of(byName, deployment("web", "web", HTTP), deployment("old", "web", ""))
                .run()
                .patch("Pod/old-5d8f-1", "status: {phase: Succeeded}")
                .patch("Pod/old-5d8f-2", "metadata: {deletionTimestamp: '${now}'}"),
            "fine"));
  }

  static Stream<Case> swapped() {
    Check check = new TargetPortSwapped();
    String wrong = "warning Service/web spec.ports[0].targetPort, mended";
    return Stream.of(
        new Case(
            check,
            "by names",
            web(
                "{name: http, port: 80, targetPort: metrics}, {name: metrics, port: 9090, targetPort: http}",
                BOTH),
            wrong),
        new Case(
            check,
            "of Pods that are not made yet",
            web(
                    "{name: http, port: 80, targetPort: metrics}, {name: metrics, port: 9090, targetPort: http}",
                    BOTH)
                .remove("Pod/web-5d8f-1")
                .remove("Pod/web-5d8f-2"),
            wrong),
        new Case(
            check,
            "by the names of numbers",
            web(
                "{name: http, port: 80, targetPort: 9090}, {name: metrics, port: 9090, targetPort: 8080}",
                BOTH),
            wrong),
        new Case(
            check,
            "by numbers with a prefix",
            web(
                "{name: a, port: 80, targetPort: 8443}, {name: b, port: 443, targetPort: 8080}",
                ""),
            wrong),
        new Case(
            check,
            "straight",
            web(
                "{name: http, port: 80, targetPort: http}, {name: metrics, port: 9090, targetPort: metrics}",
                BOTH),
            "fine"),
        new Case(
            check,
            "the balancer ends TLS: both lead to http",
            web(
                "{name: http, port: 80, targetPort: http}, {name: https, port: 443, targetPort: http}",
                BOTH),
            "fine"),
        new Case(
            check,
            "plain requests are turned away at a port of their own",
            web(
                "{name: http, port: 80, targetPort: tohttps}, {name: https, port: 443, targetPort: http}",
                "ports: [{containerPort: 2443, name: tohttps}, {containerPort: 80, name: http}]"),
            "fine"));
  }

  static Stream<Case> protocols() {
    Check check = new ProtocolMismatch();
    String inService = "Service/web spec.ports[0].protocol, mended";
    return Stream.of(
        new Case(
            check,
            "by name",
            web("{port: 80, targetPort: http, protocol: UDP}", HTTP),
            "error " + inService),
        new Case(
            check,
            "the container says UDP, the Service nothing",
            web("{port: 514, targetPort: 1514}", "ports: [{containerPort: 1514, protocol: UDP}]"),
            "warning " + inService),
        new Case(
            check,
            "a probe over TCP asks what the Service calls UDP",
            web(
                "{port: 80, targetPort: 8080, protocol: UDP}",
                HTTP + ", readinessProbe: {httpGet: {port: http}}"),
            "warning " + inService),
        new Case(
            check,
            "the Pods' port is called http",
            web("{port: 80, targetPort: 8080, protocol: UDP}", HTTP),
            "warning " + inService),
        new Case(
            check,
            "HTTP/3 beside the Service for the rest",
            web("{port: 443, targetPort: 8080, protocol: UDP}", HTTP)
                .add(service("web-tcp", "{port: 443, targetPort: 8080}")),
            "fine"),
        new Case(
            check,
            "an application that speaks UDP, declared without protocol",
            web(
                "{name: dns, port: 53, targetPort: dns, protocol: UDP}",
                "ports: [{containerPort: 1053, name: dns}]"),
            "error Deployment/web spec.template.spec.containers[0].ports[0].protocol, mended"),
        new Case(
            check,
            "the same number, UDP not declared: nobody needs to",
            web("{port: 8125, targetPort: 8125, protocol: UDP}", "ports: [{containerPort: 8125}]"),
            "fine"),
        new Case(
            check,
            "a DNS with both ports, one declared",
            web(
                "{name: udp, port: 53, protocol: UDP}, {name: tcp, port: 53}",
                "ports: [{containerPort: 53, protocol: UDP}]"),
            "fine"),
        new Case(
            check,
            "another Service for the other protocol",
            web("{port: 53}", "ports: [{containerPort: 53, protocol: UDP}]")
                .add(service("web-udp", "{port: 53, protocol: UDP}")),
            "fine"),
        new Case(
            check,
            "both are declared under one name",
            web(
                "{port: 53, targetPort: dns, protocol: UDP}",
                "ports: [{containerPort: 53, name: dns}, {containerPort: 53, name: dns, protocol: UDP}]"),
            "fine"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"names", "partial", "swapped", "protocols"})
  void says(Case c) {
    String said = Said.of(c.check, c.given, "Service/web");
    // A changed template makes new Pods, which the doctor's own evidence tells; here what counts is
    // where and how.
    assertEquals(c.says, said);
  }
}
