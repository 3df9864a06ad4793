package io.binnacle.doctor.check.pods;

import static io.binnacle.doctor.check.pods.Pods.NONE_READY;
import static io.binnacle.doctor.check.pods.Pods.both;
import static io.binnacle.doctor.check.pods.Pods.crashed;
import static io.binnacle.doctor.check.pods.Pods.peers;
import static io.binnacle.doctor.check.pods.Pods.probe;
import static io.binnacle.doctor.check.pods.Pods.unhealthy;
import static io.binnacle.doctor.check.pods.Pods.unready;
import static io.binnacle.doctor.check.pods.Pods.web;

import io.binnacle.doctor.evidence.Facts;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pods that run and are not ready, or are sent to although they are not.
class ReadinessTest {
  static Stream<PodCase> readiness() {
    return Stream.of(
        new PodCase(
            "the probe is answered with 503",
            both(unready("-10m", "${-10m}"))
                .add(unhealthy("HTTP probe failed with statuscode: 503")),
            "readiness-failing ERROR Deployment default/web"
                + " spec.template.spec.containers[0].readinessProbe\n",
            "All 2 Pods (web-5d8f-1, web-5d8f-2) are not ready: container web, probe GET"
                + " :8080/healthz for 10m: Readiness probe failed: HTTP probe failed with"
                + " statuscode: 503."
                + NONE_READY),
        new PodCase(
            "the path is wrong",
            both(unready("-10m", "${-10m}"))
                .add(unhealthy("HTTP probe failed with statuscode: 404")),
            "readiness-failing ERROR Deployment default/web"
                + " spec.template.spec.containers[0].readinessProbe.httpGet.path\n",
            ""),
        new PodCase(
            "the program speaks TLS and the probe does not",
            both(unready("-10m", "${-10m}"))
                .add(unhealthy("malformed HTTP response \\\"\\\\x15\\\"")),
            """
            readiness-failing ERROR Deployment default/web spec.template.spec.containers[0].readinessProbe.httpGet.scheme
              [{"op":"add","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/scheme","value":"HTTPS"}]
            """,
            ""),
        new PodCase(
            "one of two stopped being ready a while ago",
            web().patch("Pod/web-5d8f-2", unready("-10m", "${-1h}")),
            "readiness-failing WARNING Deployment default/web"
                + " spec.template.spec.containers[0].readinessProbe\n",
            ""),
        new PodCase(
            "the probe asks at a port nobody has",
            both(unready("-10m", "${-10m}"))
                .patch("Deployment/web", probe("spec: {template: {spec: {containers: [", "8081"))
                .patch("Pod/web-5d8f-1", probe("{spec: {containers: [", "8081"))
                .patch("Pod/web-5d8f-2", probe("{spec: {containers: [", "8081")),
            """
            readiness-wrong-port ERROR Deployment default/web spec.template.spec.containers[0].readinessProbe.httpGet.port
              [{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/port","value":8080}]
            """,
            ""),
        new PodCase(
            "the probe asks at a name nobody has, in manifests",
            web()
                .facts(new Facts("cluster.local", List.of(), 0, 0, Facts.Origin.MANIFESTS))
                .patch("Deployment/web", probe("spec: {template: {spec: {containers: [", "htpp"))
                .patch("Pod/web-5d8f-1", probe("{spec: {containers: [", "htpp"))
                .patch("Pod/web-5d8f-2", probe("{spec: {containers: [", "htpp")),
            """
            readiness-wrong-port ERROR Deployment default/web spec.template.spec.containers[0].readinessProbe.httpGet.port
              [{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/port","value":"http"}]
            """,
            ""),
        new PodCase(
            "a condition a load balancer never set",
            both(
                """
                spec: {readinessGates: [{conditionType: example.com/registered}]}
                status:
                  conditions:
                  - {type: ContainersReady, status: "True"}
                  - {type: Ready, status: "False", reason: ReadinessGatesNotReady, lastTransitionTime: "${-9m}"}
                """),
            "readiness-gate ERROR Deployment default/web spec.template.spec.readinessGates[0]\n",
            ""),
        new PodCase(
            "Pods that are not ready are published behind a virtual address",
            web()
                .patch("Service/web", "spec: {publishNotReadyAddresses: true}")
                .patch("Pod/web-5d8f-2", crashed("CrashLoopBackOff", 9, 1, "Error")),
            """
            not-ready-published ERROR Service default/web spec.publishNotReadyAddresses
              {"spec":{"publishNotReadyAddresses":false}}
            pods-crash-looping WARNING Deployment default/web spec.template.spec.containers[0]
            """,
            ""),
        new PodCase(
            "peers that wait for each other's names",
            peers("db-1.web").patch("Pod/db-0", unready("-10m", "${-10m}")),
            """
            peers-not-published ERROR Service default/web spec.publishNotReadyAddresses
              {"spec":{"publishNotReadyAddresses":true}}
            """,
            ""));
  }

  static Stream<PodCase> healthyReadiness() {
    return Stream.of(
        new PodCase(
            "a probe that has not succeeded yet while others serve",
            web().patch("Pod/web-5d8f-2", unready("-40s", "${-40s}"))),
        new PodCase(
            "only the leader is ready, and a lease says who that is",
            web()
                .patch("Pod/web-5d8f-2", unready("-10m", "${-1h}"))
                .add(
                    """
                    kind: Lease
                    metadata: {name: web}
                    spec: {holderIdentity: web-5d8f-1_1f0c}
                    """)),
        new PodCase(
            "a management port nobody declares, and the Pods are ready",
            web()
                .patch("Pod/web-5d8f-1", probe("{spec: {containers: [", "8081"))
                .patch("Pod/web-5d8f-2", probe("{spec: {containers: [", "8081"))),
        new PodCase(
            "a management port nobody declares, in manifests",
            web()
                .facts(new Facts("cluster.local", List.of(), 0, 0, Facts.Origin.MANIFESTS))
                .patch("Pod/web-5d8f-1", probe("{spec: {containers: [", "9090"))
                .patch("Pod/web-5d8f-2", probe("{spec: {containers: [", "8081"))),
        new PodCase(
            "peers are published before they are ready, as they should be",
            peers("db-1.web")
                .patch("Service/web", "spec: {publishNotReadyAddresses: true}")
                .patch("Pod/db-0", unready("-10m", "${-10m}"))),
        new PodCase(
            "published early, and all are ready",
            web().patch("Service/web", "spec: {publishNotReadyAddresses: true}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"readiness", "healthyReadiness"})
  void says(PodCase c) {
    c.verify();
  }
}
