package io.binnacle.doctor.check.ports;

import static io.binnacle.doctor.check.ports.Webs.deployment;
import static io.binnacle.doctor.check.ports.Webs.service;
import static io.binnacle.doctor.check.ports.Webs.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Said;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TargetPortNumberTest {
  private static final String WRONG = "warning Service/web spec.ports[0].targetPort, mended";

  record Case(String name, Cluster given, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> broken() {
    return Stream.of(
        new Case(
            "a slip of the finger",
            web("{port: 80, targetPort: 8081}", "ports: [{containerPort: 8080}]"),
            WRONG),
        new Case(
            "no targetPort, so that the port itself counts",
            web("{port: 80}", "ports: [{containerPort: 8080, name: http}]"),
            WRONG),
        new Case(
            "the port for metrics is not the one that is meant",
            web(
                "{port: 80, targetPort: 3000}",
                "ports: [{containerPort: 9100, name: metrics}, {containerPort: 8080, name: http}]"),
            WRONG),
        new Case(
            "the second port, named as the container's",
            web(
                "{name: http, port: 80, targetPort: 8080}, {name: admin, port: 81, targetPort: 7000}",
                "ports: [{containerPort: 8080, name: http}, {containerPort: 9000, name: admin}]"),
            "warning Service/web spec.ports[1].targetPort, mended"),
        new Case(
            "the readiness probe asks the declared port",
            web(
                "{port: 80, targetPort: 5000}",
                "ports: [{containerPort: 8080}], readinessProbe: {httpGet: {port: 8080}}"),
            WRONG),
        new Case(
            "beside a container that only ships logs",
            Cluster.of(service("web", "{port: 80, targetPort: 8000}"))
                .add(
                    """
                    kind: Pod
                    metadata: {name: web, labels: {app: web}}
                    spec:
                      containers:
                      - {name: app, image: "shop/web:1", ports: [{containerPort: 8080}]}
                      - {name: logs, image: "fluent/fluent-bit:3"}
                    """)
                .run(),
            WRONG),
        new Case(
            "two declared ones, and the number is neither",
            web(
                "{port: 90, targetPort: 9000}",
                "ports: [{containerPort: 8080}, {containerPort: 7070}]"),
            "warning Service/web spec.ports[0].targetPort"),
        new Case(
            "two declared ones, and port 80 is usually the one called http",
            web(
                "{port: 80, targetPort: 9000}",
                "ports: [{containerPort: 5000, name: http}, {containerPort: 7070, name: grpc}]"),
            WRONG),
        new Case(
            "the number is the port of somebody else",
            web(
                "{port: 80}",
                "ports: [{containerPort: 8080}], args: ['--orders=http://orders:80/'], env: [{name: DB_HOST, value: db},"
                    + " {name: DB_PORT, value: '80'}, {name: LIMIT, value: '80'}]"),
            WRONG),
        new Case(
            "a headless Service, by a slip",
            Cluster.of(
                    service("web", "{port: 5433, targetPort: 5433}")
                        .replace("{selector", "{clusterIP: None, selector"),
                    deployment("web", "web", "ports: [{containerPort: 5432}]"))
                .run(),
            WRONG));
  }

  static Stream<Case> healthy() {
    String declared = "ports: [{containerPort: 8080}]";
    return Stream.of(
        new Case("as declared", web("{port: 80, targetPort: 8080}", declared), "fine"),
        new Case("nothing is declared", web("{port: 80, targetPort: 8080}", ""), "fine"),
        new Case(
            "an environment variable says so",
            web("{port: 80, targetPort: 9000}", declared + ", env: [{name: PORT, value: '9000'}]"),
            "fine"),
        new Case(
            "an argument says so",
            web("{port: 80, targetPort: 9000}", declared + ", args: ['--listen=:9000']"),
            "fine"),
        new Case(
            "a probe asks there",
            web(
                "{port: 80, targetPort: 9000}",
                declared + ", readinessProbe: {tcpSocket: {port: 9000}}"),
            "fine"),
        new Case(
            "the port comes from a ConfigMap",
            web(
                "{port: 80, targetPort: 9000}",
                declared
                    + ", env: [{name: APP_PORT, valueFrom: {configMapKeyRef: {name: c, key: p}}}]"),
            "fine"),
        new Case(
            "only the port for metrics is declared",
            web("{port: 80, targetPort: 3000}", "ports: [{containerPort: 9100, name: metrics}]"),
            "fine"),
        new Case(
            "another Service leads to the declared one",
            web("{port: 80, targetPort: 9000}", declared)
                .add(service("web-api", "{port: 80, targetPort: 8080}")),
            "fine"),
        new Case(
            "another port of the Service leads there",
            web(
                "{name: a, port: 80, targetPort: 8080}, {name: b, port: 81, targetPort: 15672}",
                declared),
            "fine"),
        new Case(
            "two declared ones, and another port of the Service leads to the third",
            web(
                "{name: a, port: 90, targetPort: 9000}, {name: b, port: 91, targetPort: 8080}",
                "ports: [{containerPort: 8080}, {containerPort: 7070}, {containerPort: 6060}]"),
            "fine"),
        new Case(
            "a container beside it declares nothing",
            Cluster.of(service("web", "{port: 80, targetPort: 9000}"))
                .add(
                    """
                    kind: Pod
                    metadata: {name: web, labels: {app: web}}
                    spec:
                      containers:
                      - {name: app, image: "shop/web:1", ports: [{containerPort: 8080}]}
                      - {name: proxy, image: "nginx:1"}
                    """)
                .run(),
            "fine"),
        new Case(
            "a mesh takes the packets",
            web("{port: 80, targetPort: 9000}", declared)
                .patch(
                    "Pod/web-5d8f-1", "metadata: {annotations: {sidecar.istio.io/status: '{}'}}"),
            "fine"),
        new Case(
            "a headless Service of any port",
            Cluster.of(
                    service("web", "{port: 80}").replace("{selector", "{clusterIP: None, selector"),
                    deployment("web", "web", declared))
                .run(),
            "fine"),
        new Case(
            "no Pods", Cluster.of(service("web", "{port: 80, targetPort: 9000}")).run(), "fine"),
        new Case(
            "a probe found somebody there",
            web("{port: 80, targetPort: 9000}", declared).probed(open("10.244.1.2", 9000)),
            "fine"));
  }

  private static Probed open(String address, int port) {
    return new Probed(
        Map.of(),
        Map.of(
            new Probed.Place(IpAddress.of(address), port),
            new Probed.Connection(Probed.Outcome.OPEN, "")),
        Map.of());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"broken", "healthy"})
  void says(Case c) {
    assertEquals(c.says, Said.of(new TargetPortNumber(), c.given, "Service/web"));
  }

  @Test
  void whatAProbeFoundProvesIt() {
    Probed.Socket socket = new Probed.Socket("TCP", IpAddress.of("0.0.0.0"), 8080);
    Cluster cluster =
        web("{port: 80, targetPort: 8081}", "ports: [{containerPort: 8080, name: http}]")
            .probed(
                new Probed(
                    Map.of(new ObjectKey("default", "web-5d8f-1"), List.of(socket)),
                    Map.of(),
                    Map.of()));
    assertEquals(
        "Port 80 leads to 8081 on the Pods, which web-5d8f-1, web-5d8f-2 do not declare: declared is 8080 (http), and"
            + " nobody listens on 8081.",
        ((Finding.Broken) cluster.examine(new TargetPortNumber(), "Service/web")).says());
  }
}
