package io.binnacle.doctor.check.select;

import static io.binnacle.doctor.check.select.Shop.PORTS;
import static io.binnacle.doctor.check.select.Shop.deployment;
import static io.binnacle.doctor.check.select.Shop.service;

import io.binnacle.doctor.testing.Cluster;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Services that select no Pod, or the wrong ones.
class SelectionTest {
  static Stream<SelectionCase> broken() {
    return Stream.of(
        new SelectionCase(
            "a value misspelt in the selector",
            Cluster.of(service("web", "app: wbe"), deployment("web", "app: web")).run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":"web"}}}
            """),
        new SelectionCase(
            "the walkthrough: api-svc asks for api-server, Pods are api",
            Cluster.of(service("api-svc", "app: api-server"), deployment("api", "app: api")).run(),
            "Service/api-svc",
            """
            selector-near-miss ERROR Service default/api-svc spec.selector.app
              {"spec":{"selector":{"app":"api"}}}
            """),
        new SelectionCase(
            "another case and an underscore for a dash",
            Cluster.of(service("shop", "app: Shop_Front"), deployment("shop", "app: shop-front"))
                .run(),
            "Service/shop",
            """
            selector-near-miss ERROR Service default/shop spec.selector.app
              {"spec":{"selector":{"app":"shop-front"}}}
            """),
        new SelectionCase(
            "the right value under another key",
            Cluster.of(service("web", "app: web"), deployment("web", "app.kubernetes.io/name: web"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":null,"app.kubernetes.io/name":"web"}}}
            """),
        new SelectionCase(
            "a key misspelt",
            Cluster.of(service("web", "ap: web"), deployment("web", "app: web")).run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.ap
              {"spec":{"selector":{"ap":null,"app":"web"}}}
            """),
        new SelectionCase(
            "two values in each other's place",
            Cluster.of(
                    service("web", "app: front, tier: web"),
                    deployment("web", "app: web, tier: front"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":"web","tier":"front"}}}
            """),
        new SelectionCase(
            "another value altogether, but the workload has the Service's name",
            Cluster.of(
                    service("web", "app: frontend"),
                    deployment("web", "app: web"),
                    deployment("db", "app: db"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":"web"}}}
            """),
        new SelectionCase(
            "one of several labels wrong",
            Cluster.of(
                    service("web", "app: web, track: production"),
                    deployment("web", "app: web, track: stable"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.track
              {"spec":{"selector":{"track":"stable"}}}
            """),
        new SelectionCase(
            "one of several labels no Pod has",
            Cluster.of(service("web", "app: web, tier: front"), deployment("web", "app: web"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.tier
              {"spec":{"selector":{"tier":null}}}
            """),
        new SelectionCase(
            "the workload misspells what everybody else spells right, and can be mended",
            Cluster.of(
                    service("web", "app: web, tier: frontend"),
                    deployment("web", "app: web, tier: fronted")
                        .replace(
                            "{app: web, tier: fronted}}\n  template", "{app: web}}\n  template"),
                    service("shop", "app: shop, tier: frontend"),
                    deployment("shop", "app: shop, tier: frontend"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Deployment default/web spec.template.metadata.labels.tier
              {"spec":{"template":{"metadata":{"labels":{"tier":"frontend"}}}}}
            """),
        new SelectionCase(
            "the workload misspells its own name, where it cannot be mended",
            Cluster.of(service("web", "app: web"), deployment("web", "app: wbe")).run(),
            "Service/web",
            """
            selector-near-miss ERROR Deployment default/web spec.template.metadata.labels.app
              {"spec":{"selector":{"app":"wbe"}}}
            """),
        new SelectionCase(
            "a Pod nobody made misspells its own name",
            Cluster.of(
                    service("web", "app: web"),
                    "{kind: Pod, metadata: {name: web, labels: {app: wbe}}}")
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Pod default/web metadata.labels.app
              {"metadata":{"labels":{"app":"web"}}}
            """),
        new SelectionCase(
            "two workloads are equally near: nothing is changed",
            Cluster.of(
                    service("shop", "app: carts"),
                    deployment("one", "app: cart"),
                    deployment("two", "app: acrts"))
                .run(),
            "Service/shop",
            """
            selector-near-miss ERROR Service default/shop spec.selector.app
            """),
        new SelectionCase(
            "canary and stable are equally near and agree",
            Cluster.of(
                    service("web", "app: wbe"),
                    deployment("web-stable", "app: web, track: stable"),
                    deployment("web-canary", "app: web, track: canary"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":"web"}}}
            """),
        new SelectionCase(
            "the Pods are in another namespace, where nobody serves them",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web")
                        .replace("name: web,", "name: web, namespace: shop,"))
                .run(),
            "Service/web",
            """
            selector-other-namespace ERROR Service default/web metadata.namespace
            """),
        new SelectionCase(
            "nothing alike anywhere",
            Cluster.of(service("web", "app: web"), deployment("db", "app: db")).run(),
            "Service/web",
            """
            selector-no-pods ERROR Service default/web spec.selector
            """),
        new SelectionCase(
            "the same application in another namespace has its own Service: the workload is missing here",
            Cluster.of(
                    service("web", "app: web"),
                    service("web", "app: web").replace("name: web,", "name: web, namespace: shop,"),
                    deployment("web", "app: web")
                        .replace("name: web,", "name: web, namespace: shop,"))
                .run(),
            "Service/web",
            """
            selector-no-pods ERROR Service default/web spec.selector
            """),
        new SelectionCase(
            "a Service seconds old may be waiting for its workload",
            Cluster.of(service("web", "app: web").replace("-5d", "-5s")).run(),
            "Service/web",
            """
            selector-no-pods WARNING Service default/web spec.selector
            """),
        new SelectionCase(
            "an operator's Service without Pods is the operator's business",
            Cluster.of(service("web", "app: web"))
                .patch(
                    "Service/web",
                    "metadata: {ownerReferences: [{kind: Canary, name: web, controller: true}]}"),
            "Service/web",
            """
            selector-no-pods NOTE Service default/web spec.selector
            """),
        new SelectionCase(
            "an operator elected nobody",
            Cluster.of(
                    service("redis", "app: redis, role: master"), deployment("redis", "app: redis"))
                .run()
                .patch("Pod/redis-5d8f-1", "metadata: {labels: {role: replica}}")
                .patch("Pod/redis-5d8f-2", "metadata: {labels: {role: replica}}"),
            "Service/redis",
            """
            selector-no-leader ERROR Service default/redis spec.selector.role
            """),
        new SelectionCase(
            "a database with one instance has no replicas to reach",
            Cluster.of(service("pg-ro", "app: pg, role: replica"), deployment("pg", "app: pg"))
                .run()
                .remove("Pod/pg-5d8f-2")
                .patch("Pod/pg-5d8f-1", "metadata: {labels: {role: primary}}"),
            "Service/pg-ro",
            """
            selector-no-leader NOTE Service default/pg-ro spec.selector.role
            """),
        new SelectionCase(
            "scaled to zero, and how many it had",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web").replace("replicas: 2", "replicas: 0"))
                .run()
                .patch(
                    "Deployment/web",
                    """
                    metadata:
                      annotations:
                        kubectl.kubernetes.io/last-applied-configuration: '{"spec":{"replicas":4}}'
                    """),
            "Service/web",
            """
            scaled-to-zero ERROR Deployment default/web spec.replicas
              scale 4
            """),
        new SelectionCase(
            "scaled to zero by what wakes it again",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web").replace("replicas: 2", "replicas: 0"))
                .run()
                .patch(
                    "Deployment/web",
                    "metadata: {annotations: {downscaler/original-replicas: '400'}}"),
            "Service/web",
            """
            scaled-to-zero NOTE Deployment default/web spec.replicas
              scale 10
            """),
        new SelectionCase(
            "scaled to zero with its namespace",
            Cluster.of(
                    "{kind: Namespace, metadata: {name: default, annotations: {downscaler/uptime: Mon-Fri}}}",
                    service("web", "app: web"),
                    deployment("web", "app: web").replace("replicas: 2", "replicas: 0"))
                .run(),
            "Service/web",
            """
            scaled-to-zero NOTE Deployment default/web spec.replicas
              scale 1
            """),
        new SelectionCase(
            "scaled to zero though nothing may put it to sleep",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web").replace("replicas: 2", "replicas: 0"))
                .run()
                .patch(
                    "Deployment/web",
                    "metadata: {annotations: {downscaler/exclude: 'true', downscaler/uptime: always}}"),
            "Service/web",
            """
            scaled-to-zero ERROR Deployment default/web spec.replicas
              scale 1
            """),
        new SelectionCase(
            "a misspelt selector and, behind it, zero replicas",
            Cluster.of(
                    service("web", "app: wbe"),
                    deployment("web", "app: web").replace("replicas: 2", "replicas: 0"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":"web"}}}
            scaled-to-zero ERROR Deployment default/web spec.replicas
              scale 1
            """),
        new SelectionCase(
            "the selector of another application, whose ports are others",
            Cluster.of(
                    service("web", "app: api"),
                    service("api", "app: api").replace("8080", "9000"),
                    deployment("web", "app: web"),
                    deployment("api", "app: api").replace("8080", "9000"))
                .run(),
            "Service/web",
            """
            selector-other-app ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":"web"}}}
            """),
        new SelectionCase(
            "a worker without ports behind the Service of the web server",
            Cluster.of(
                    service("web", "app: shop"),
                    deployment("web", "app: shop, component: web"),
                    deployment("worker", "app: shop, component: worker").replace(PORTS, ""))
                .run(),
            "Service/web",
            """
            selector-too-wide WARNING Service default/web spec.selector
              {"spec":{"selector":{"component":"web"}}}
            """),
        new SelectionCase(
            "everything of a team behind the Service of one of its applications",
            Cluster.of(
                    service("web", "team: core"),
                    service("api", "app: api"),
                    deployment("web", "app: web, team: core"),
                    deployment("api", "app: api, team: core"))
                .run(),
            "Service/web",
            """
            selector-too-wide WARNING Service default/web spec.selector
              {"spec":{"selector":{"app":"web"}}}
            """),
        new SelectionCase(
            "a label lost by one of the Pods",
            Cluster.of(
                    service("web", "app: web, tier: front"),
                    deployment("web", "app: web, tier: front"))
                .run()
                .patch("Pod/web-5d8f-2", "metadata: {labels: {tier: null}}")
                .slices(),
            "Service/web",
            """
            selector-partial WARNING Pod default/web-5d8f-2 metadata.labels.tier
              {"metadata":{"labels":{"tier":"front"}}}
            """),
        new SelectionCase(
            "an update that drops the label the Service asks for",
            Cluster.of(
                    service("web", "app: web, tier: front"),
                    deployment("web", "app: web, tier: front"))
                .run()
                .patch("Deployment/web", "spec: {template: {metadata: {labels: {tier: null}}}}")
                .patch("Pod/web-5d8f-2", "metadata: {labels: {tier: null}}"),
            "Service/web",
            """
            selector-partial WARNING Deployment default/web spec.template.metadata.labels.tier
              {"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void says(SelectionCase c) {
    c.verify();
  }
}
