package io.binnacle.doctor.check.select;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Findings;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the checks of selectors say of whole clusters: findings as `id severity object field`, with the change that mends them.
class SelectionTest {
  record Case(String behaviour, Cluster cluster, String subject, String findings) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> broken() {
    return Stream.of(
        new Case(
            "a value misspelt in the selector",
            Cluster.of(service("web", "app: wbe"), deployment("web", "app: web")).run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":"web"}}}
            """),
        new Case(
            "the walkthrough: api-svc asks for api-server, Pods are api",
            Cluster.of(service("api-svc", "app: api-server"), deployment("api", "app: api")).run(),
            "Service/api-svc",
            """
            selector-near-miss ERROR Service default/api-svc spec.selector.app
              {"spec":{"selector":{"app":"api"}}}
            """),
        new Case(
            "another case and an underscore for a dash",
            Cluster.of(service("shop", "app: Shop_Front"), deployment("shop", "app: shop-front"))
                .run(),
            "Service/shop",
            """
            selector-near-miss ERROR Service default/shop spec.selector.app
              {"spec":{"selector":{"app":"shop-front"}}}
            """),
        new Case(
            "the right value under another key",
            Cluster.of(service("web", "app: web"), deployment("web", "app.kubernetes.io/name: web"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.app
              {"spec":{"selector":{"app":null,"app.kubernetes.io/name":"web"}}}
            """),
        new Case(
            "a key misspelt",
            Cluster.of(service("web", "ap: web"), deployment("web", "app: web")).run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.ap
              {"spec":{"selector":{"ap":null,"app":"web"}}}
            """),
        new Case(
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
        new Case(
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
        new Case(
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
        new Case(
            "one of several labels no Pod has",
            Cluster.of(service("web", "app: web, tier: front"), deployment("web", "app: web"))
                .run(),
            "Service/web",
            """
            selector-near-miss ERROR Service default/web spec.selector.tier
              {"spec":{"selector":{"tier":null}}}
            """),
        new Case(
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
        new Case(
            "the workload misspells its own name, where it cannot be mended",
            Cluster.of(service("web", "app: web"), deployment("web", "app: wbe")).run(),
            "Service/web",
            """
            selector-near-miss ERROR Deployment default/web spec.template.metadata.labels.app
              {"spec":{"selector":{"app":"wbe"}}}
            """),
        new Case(
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
        new Case(
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
        new Case(
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
        new Case(
            "the Pods are in another namespace, where nobody serves them",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web")
                        .replace("name: web,", "name: web, namespace: shop,"))
                .run(),
            "Service/web",
            """
            selector-other-namespace ERROR Service default/web metadata.namespace
              create shop/web
              delete default/web
            """),
        new Case(
            "nothing alike anywhere",
            Cluster.of(service("web", "app: web"), deployment("db", "app: db")).run(),
            "Service/web",
            """
            selector-no-pods ERROR Service default/web spec.selector
            """),
        new Case(
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
        new Case(
            "a Service seconds old may be waiting for its workload",
            Cluster.of(service("web", "app: web").replace("-5d", "-5s")).run(),
            "Service/web",
            """
            selector-no-pods WARNING Service default/web spec.selector
            """),
        new Case(
            "an operator's Service without Pods is the operator's business",
            Cluster.of(service("web", "app: web"))
                .patch(
                    "Service/web",
                    "metadata: {ownerReferences: [{kind: Canary, name: web, controller: true}]}"),
            "Service/web",
            """
            selector-no-pods NOTE Service default/web spec.selector
            """),
        new Case(
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
        new Case(
            "a database with one instance has no replicas to reach",
            Cluster.of(service("pg-ro", "app: pg, role: replica"), deployment("pg", "app: pg"))
                .run()
                .remove("Pod/pg-5d8f-2")
                .patch("Pod/pg-5d8f-1", "metadata: {labels: {role: primary}}"),
            "Service/pg-ro",
            """
            selector-no-leader NOTE Service default/pg-ro spec.selector.role
            """),
        new Case(
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
        new Case(
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
        new Case(
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
        new Case(
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
        new Case(
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
        new Case(
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
        new Case(
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

  static Stream<Case> healthy() {
    Cluster blueGreen =
        Cluster.of(
                service("web", "app: web, colour: green"),
                deployment("web-blue", "app: web, colour: blue"),
                deployment("web-green", "app: web, colour: green"))
            .run();
    return Stream.of(
        new Case(
            "a Service for all of a team, called like none of its applications",
            Cluster.of(
                    service("core", "team: core"),
                    service("web", "app: web"),
                    service("api", "app: api"),
                    deployment("web", "app: web, team: core"),
                    deployment("api", "app: api, team: core"))
                .run(),
            "Service/core",
            ""),
        new Case(
            "a canary with a Service of its own beside",
            Cluster.of(
                    service("web", "app: web"),
                    service("web-canary", "app: web, track: canary"),
                    deployment("web", "app: web, track: stable"),
                    deployment("web-canary", "app: web, track: canary"))
                .run(),
            "Service/web",
            ""),
        new Case(
            "the same program by another name, with a Service of its own",
            Cluster.of(
                    service("web", "app: shop"),
                    service("batch", "app: shop, part: batch"),
                    deployment("web", "app: shop, part: web"),
                    deployment("batch", "app: shop, part: batch").replace("img/batch", "img/web"))
                .run(),
            "Service/web",
            ""),
        new Case(
            "a Service and its Deployment",
            Cluster.of(service("web", "app: web"), deployment("web", "app: web")).run(),
            "Service/web",
            ""),
        new Case("blue stands by while green serves", blueGreen, "Service/web", ""),
        new Case(
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
        new Case(
            "an alias: the Service is not named like its workload",
            Cluster.of(service("cache", "app: redis"), deployment("redis", "app: redis")).run(),
            "Service/cache",
            ""),
        new Case(
            "web moved to web-v2 while the old web still runs",
            Cluster.of(
                    service("web", "app: web-v2"),
                    deployment("web", "app: web"),
                    deployment("web-v2", "app: web-v2"))
                .run(),
            "Service/web",
            ""),
        new Case(
            "an operator marks the leader: one Pod of several",
            Cluster.of(
                    service("redis", "app: redis, role: master"), deployment("redis", "app: redis"))
                .run()
                .patch("Pod/redis-5d8f-1", "metadata: {labels: {role: master}}")
                .patch("Pod/redis-5d8f-2", "metadata: {labels: {role: replica}}"),
            "Service/redis",
            ""),
        new Case(
            "a migration ran to its end with the labels of the application",
            Cluster.of(
                    service("web", "app: web"),
                    deployment("web", "app: web"),
                    job("migrate", "app: web"))
                .run()
                .patch("Pod/migrate-1", "status: {phase: Succeeded}"),
            "Service/web",
            ""),
        new Case(
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
        new Case(
            "no selector: endpoints are written by hand",
            Cluster.of("{kind: Service, metadata: {name: outside}, spec: {ports: [{port: 80}]}}"),
            "Service/outside",
            ""),
        new Case(
            "an ExternalName with a selector that means nothing",
            Cluster.of(
                "{kind: Service, metadata: {name: out}, spec: {type: ExternalName, externalName:"
                    + " a.example, selector: {app: a}}}"),
            "Service/out",
            ""),
        new Case(
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
  @MethodSource({"broken", "healthy"})
  void says(Case c) {
    assertEquals(
        c.findings(), Findings.text(c.cluster().diagnose(SelectionChecks.ALL, c.subject())));
  }

  private static final String PORTS = "ports: [{containerPort: 8080}], ";

  private static String service(String name, String selector) {
    return """
    kind: Service
    metadata: {name: %s, creationTimestamp: "${-5d}"}
    spec: {selector: {%s}, ports: [{port: 80, targetPort: 8080}]}
    """
        .formatted(name, selector);
  }

  private static String deployment(String name, String labels) {
    return """
    kind: Deployment
    metadata: {name: %1$s, creationTimestamp: "${-5d}"}
    spec:
      replicas: 2
      selector: {matchLabels: {%2$s}}
      template:
        metadata: {labels: {%2$s}}
        spec: {containers: [{ports: [{containerPort: 8080}], name: main, image: "img/%1$s:1"}]}
    """
        .formatted(name, labels);
  }

  private static String job(String name, String labels) {
    return """
    kind: Job
    metadata: {name: %1$s}
    spec:
      template:
        metadata: {labels: {%2$s}}
        spec: {containers: [{name: main, image: "img/%1$s:1"}]}
    """
        .formatted(name, labels);
  }
}
