package io.binnacle.doctor.check.select;

import static io.binnacle.doctor.check.select.Shop.PORTS;
import static io.binnacle.doctor.check.select.Shop.deployment;
import static io.binnacle.doctor.check.select.Shop.job;
import static io.binnacle.doctor.check.select.Shop.service;

import io.binnacle.doctor.testing.Cluster;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Services that only look as if they selected the wrong Pods: nothing is said.
class SelectionLookAlikesTest {
  static Stream<SelectionCase> healthy() {
    Cluster blueGreen =
        Cluster.of(
                service("web", "app: web, colour: green"),
                deployment("web-blue", "app: web, colour: blue"),
                deployment("web-green", "app: web, colour: green"))
            .run();
    return Stream.of(
        new SelectionCase(
            "a Service and its Deployment",
            Cluster.of(service("web", "app: web"), deployment("web", "app: web")).run(),
            "Service/web",
            ""),
        new SelectionCase("blue stands by while green serves", blueGreen, "Service/web", ""),
        new SelectionCase(
            "a canary beside the stable edition, of the same image",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web, track: stable"),
                    deployment("web-canary", "app: web, track: canary")
                        .replace("img/web-canary:1", "img/web:2")
                        .replace(PORTS, ""))
                .run(),
            "Service/web",
            ""),
        new SelectionCase(
            "an alias: the Service is not named like its workload",
            Cluster.of(service("cache", "app: redis"), deployment("redis", "app: redis")).run(),
            "Service/cache",
            ""),
        new SelectionCase(
            "web moved to web-v2 while the old web still runs",
            Cluster.of(
                    service("web", "app: web-v2"),
                    deployment("web", "app: web"),
                    deployment("web-v2", "app: web-v2"))
                .run(),
            "Service/web",
            ""),
        new SelectionCase(
            "an operator marks the leader: one Pod of several",
            Cluster.of(
                    service("redis", "app: redis, role: master"), deployment("redis", "app: redis"))
                .run()
                .patch("Pod/redis-5d8f-1", "metadata: {labels: {role: master}}")
                .patch("Pod/redis-5d8f-2", "metadata: {labels: {role: replica}}"),
            "Service/redis",
            ""),
        new SelectionCase(
            "a migration ran to its end with the labels of the application",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web"),
                    job("migrate", "app: web"))
                .run()
                .patch("Pod/migrate-1", "status: {phase: Succeeded}"),
            "Service/web",
            ""),
        new SelectionCase(
            "a Service per Pod of a StatefulSet",
            Cluster.of(
                    service("db-0", "statefulset.kubernetes.io/pod-name: db-0"),
                    """
                    kind: StatefulSet
                    metadata: {name: db}
                    spec:
                      replicas: 2
                      template:
                        metadata: {labels: {app: db}}
                        spec: {containers: [{name: db, image: db:1}]}
                    """)
                .run(),
            "Service/db-0",
            ""),
        new SelectionCase(
            "no selector: endpoints are written by hand",
            Cluster.of("{kind: Service, metadata: {name: outside}, spec: {ports: [{port: 80}]}}"),
            "Service/outside",
            ""),
        new SelectionCase(
            "an ExternalName with a selector that means nothing",
            Cluster.of(
                "{kind: Service, metadata: {name: out}, spec: {type: ExternalName, externalName:"
                    + " a.example, selector: {app: a}}}"),
            "Service/out",
            ""),
        new SelectionCase(
            "scaled down while the last Pods of one of two workloads serve",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web, track: stable"),
                    deployment("web-canary", "app: web, track: canary")
                        .replace("replicas: 2", "replicas: 0"))
                .run(),
            "Service/web",
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("healthy")
  void says(SelectionCase c) {
    c.verify();
  }
}
