package io.binnacle.doctor.check.pods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.select.SelectionChecks;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Findings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the checks of Pods say of the Service `web` and its Deployment of two.
class PodsTest {
  record Case(String behaviour, Cluster cluster, String findings, String says) {
    Case(String behaviour, Cluster cluster) {
      this(behaviour, cluster, "", "");
    }

    @Override
    public String toString() {
      return behaviour;
    }
  }

  private static final String NONE_READY = " No Pod is ready, so nothing answers at web.";

  static Stream<Case> created() {
    return Stream.of(
        new Case(
            "a quota forbids every Pod",
            web()
                .remove("Pod/web-5d8f-1")
                .remove("Pod/web-5d8f-2")
                .patch(
                    "ReplicaSet/web-5d8f",
                    """
                    status:
                      conditions:
                      - type: ReplicaFailure
                        status: "True"
                        reason: FailedCreate
                        message: 'pods "web-5d8f-" is forbidden: exceeded quota: small'
                    """),
            "pods-not-created ERROR Deployment default/web\n",
            "Deployment web wants 2 Pods and has none: pods \"web-5d8f-\" is forbidden: exceeded"
                + " quota: small. So nothing answers at web."),
        new Case(
            "a ServiceAccount is missing, an Event says",
            web()
                .remove("Pod/web-5d8f-1")
                .remove("Pod/web-5d8f-2")
                .add(
                    """
                    kind: Event
                    metadata: {name: e}
                    involvedObject: {kind: ReplicaSet, name: web-5d8f, namespace: default}
                    reason: FailedCreate
                    lastTimestamp: "${-1m}"
                    message: 'error looking up service account default/w: serviceaccount "w" not found'
                    """),
            "pods-not-created ERROR Deployment default/web"
                + " spec.template.spec.serviceAccountName\n",
            ""),
        new Case(
            "a second Pod cannot be made while the first serves",
            web()
                .remove("Pod/web-5d8f-2")
                .patch(
                    "Deployment/web",
                    "status: {conditions: [{type: ReplicaFailure, status: 'True', message: full}]}"),
            "pods-not-created WARNING Deployment default/web\n",
            "Deployment web wants 2 Pods and has 1: full."),
        new Case(
            "paused before it ever made a Pod",
            web()
                .remove("Pod/web-5d8f-1")
                .remove("Pod/web-5d8f-2")
                .patch("Deployment/web", "spec: {paused: true}"),
            """
            pods-not-created ERROR Deployment default/web spec.paused
              {"spec":{"paused":false}}
            """,
            ""),
        new Case(
            "a DaemonSet whose Pods are refused, an Event says",
            daemons(0)
                .add(
                    """
                    kind: Event
                    metadata: {name: e}
                    involvedObject: {kind: DaemonSet, name: web, namespace: default}
                    reason: FailedCreate
                    lastTimestamp: "${-1m}"
                    message: 'Error creating: pods "web-" is forbidden: violates PodSecurity "baseline:latest"'
                    """),
            "pods-not-created ERROR DaemonSet default/web\n",
            ""),
        new Case("a DaemonSet whose Pods are on their way", daemons(0)),
        new Case(
            "a Deployment seconds old has no Pods yet",
            web()
                .remove("Pod/web-5d8f-1")
                .remove("Pod/web-5d8f-2")
                .patch("Deployment/web", "metadata: {creationTimestamp: '${-5s}'}")),
        new Case("scaling up, one Pod still to be made", web().remove("Pod/web-5d8f-2")));
  }

  static Stream<Case> started() {
    return Stream.of(
        new Case(
            "no node has room for any",
            both(
                """
                spec: {nodeName: null}
                status:
                  phase: Pending
                  startTime: null
                  containerStatuses: null
                  conditions:
                  - type: PodScheduled
                    status: "False"
                    reason: Unschedulable
                    message: '0/3 nodes are available: 3 Insufficient cpu.'
                """),
            "pods-unschedulable ERROR Deployment default/web"
                + " spec.template.spec.containers[0].resources.requests\n",
            "All 2 Pods (web-5d8f-1, web-5d8f-2) are waiting for a node: 0/3 nodes are available: 3"
                + " Insufficient cpu."
                + NONE_READY),
        new Case(
            "an image tag nobody pushed, in an update while the old edition serves",
            web().patch("Pod/web-5d8f-2", waiting("ImagePullBackOff", "web:9: not found")),
            "pods-image WARNING Deployment default/web spec.template.spec.containers[0].image\n",
            "1 of 2 Pods (web-5d8f-2) is waiting for an image: container web, image web:1: web:9:"
                + " not found."),
        new Case(
            "a Secret is missing",
            both(waiting("CreateContainerConfigError", "secret \"tokens\" not found")),
            "pods-config-missing ERROR Deployment default/web"
                + " spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name\n",
            ""),
        new Case(
            "a volume that does not mount, an Event says",
            both(waiting("ContainerCreating", ""))
                .add(
                    """
                    kind: Event
                    metadata: {name: e}
                    involvedObject: {kind: Pod, name: web-5d8f-1, namespace: default}
                    reason: FailedMount
                    count: 9
                    message: 'MountVolume.SetUp failed for volume "conf" : configmap "web" not found'
                    """),
            "pods-config-missing ERROR Deployment default/web spec.template.spec.volumes[0]\n",
            "1 of 2 Pods (web-5d8f-1) is waiting for configuration: MountVolume.SetUp failed for"
                + " volume \"conf\" : configmap \"web\" not found."
                + NONE_READY),
        new Case(
            "an init container that waits for ever",
            both(
                """
                status:
                  phase: Pending
                  conditions: [{type: Ready, status: "False"}, {type: Initialized, status: "False"}]
                  initContainerStatuses:
                  - {name: wait, ready: false, state: {running: {startedAt: "${-9m}"}}}
                  containerStatuses:
                  - {name: web, ready: false, state: {waiting: {reason: PodInitializing}}}
                """),
            "pods-init-stuck ERROR Deployment default/web spec.template.spec.initContainers[0]\n",
            "All 2 Pods (web-5d8f-1, web-5d8f-2) are held up by an init container: init container"
                + " wait has been running for 9m and keeps the others from starting."
                + NONE_READY),
        new Case(
            "out of memory again and again",
            both(crashed("CrashLoopBackOff", 7, 137, "OOMKilled")),
            "pods-crash-looping ERROR Deployment default/web"
                + " spec.template.spec.containers[0].resources.limits.memory\n",
            "All 2 Pods (web-5d8f-1, web-5d8f-2) are crashing: container web has restarted 7 times,"
                + " last ended with status 137 (OOMKilled) 40s ago; its memory limit is 64Mi."
                + NONE_READY),
        new Case(
            "a command the image does not have",
            both(crashed("CrashLoopBackOff", 2, 127, "Error")),
            "pods-crash-looping ERROR Deployment default/web"
                + " spec.template.spec.containers[0].command\n",
            ""),
        new Case(
            "killed by its own liveness probe",
            both(crashed("CrashLoopBackOff", 4, 143, "Error"))
                .add(
                    """
                    kind: Event
                    metadata: {name: e}
                    involvedObject: {kind: Pod, name: web-5d8f-1, namespace: default}
                    reason: Killing
                    message: Container web failed liveness probe, will be restarted
                    """),
            "pods-crash-looping ERROR Deployment default/web"
                + " spec.template.spec.containers[0].livenessProbe\n",
            ""),
        new Case(
            "seconds old and nobody else answers",
            both("status: {startTime: '${-4s}', conditions: [{type: Ready, status: 'False'}]}")
                .patch("Pod/web-5d8f-1", running("-3s"))
                .patch("Pod/web-5d8f-2", running("-3s")),
            "pods-starting WARNING Deployment default/web\n",
            ""),
        new Case(
            "every Pod is on a node that died",
            both(unready("-5m", "${-1h}"))
                .patch("Node/node-1", lost())
                .patch("Node/node-2", lost())
                .patch("Node/node-3", lost()),
            "pods-node-lost ERROR Node node-1\n",
            ""),
        new Case(
            "all are going, one is held by a finalizer",
            both("metadata: {deletionTimestamp: '${-5m}', finalizers: [example.com/keep]}"),
            "pods-terminating ERROR Pod default/web-5d8f-1 metadata.finalizers\n",
            "All 2 Pods behind web (web-5d8f-1, web-5d8f-2) are being deleted and no other takes"
                + " new requests; web-5d8f-1 should have been gone for 5m, but finalizer"
                + " example.com/keep keeps it."),
        new Case(
            "a Pod nobody made was evicted",
            Cluster.of(SERVICE, "{kind: Pod, metadata: {name: web, labels: {app: web}}}")
                .patch("Pod/web", "status: {phase: Failed, reason: Evicted}"),
            "pods-ended ERROR Pod default/web\n",
            "The only Pod behind web (web) has ended: Failed, Evicted; nobody made it, so nobody"
                + " makes it anew."));
  }

  static Stream<Case> healthyStarts() {
    return Stream.of(
        new Case("two Pods that serve", web()),
        new Case(
            "an update: a new Pod is being made while an old one serves",
            web()
                .patch("Pod/web-5d8f-2", waiting("ContainerCreating", ""))
                .patch("Pod/web-5d8f-2", "status: {startTime: '${-4s}'}")),
        new Case(
            "an update that mends a crash: the crashing Pod is of the old ReplicaSet",
            web()
                .add(
                    """
                    kind: ReplicaSet
                    metadata:
                      name: web-0a0a
                      creationTimestamp: "${-1d}"
                      ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]
                    spec: {replicas: 1, template: {metadata: {labels: {app: web}}}}
                    """)
                .patch("Pod/web-5d8f-2", crashed("CrashLoopBackOff", 9, 1, "Error"))
                .patch(
                    "Pod/web-5d8f-2",
                    "metadata: {ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name:"
                        + " web-0a0a, controller: true}]}")),
        new Case(
            "ready, and its fifty restarts are long ago",
            web()
                .patch(
                    "Pod/web-5d8f-1",
                    """
                    status:
                      containerStatuses:
                      - name: web
                        ready: true
                        restartCount: 50
                        state: {running: {startedAt: "${-3d}"}}
                        lastState: {terminated: {exitCode: 1, finishedAt: "${-3d}"}}
                    """)),
        new Case(
            "one Pod on a lost node, the other serves",
            web().patch("Pod/web-5d8f-1", unready("-5m", "${-1h}")).patch("Node/node-1", lost())),
        new Case(
            "one Pod is leaving, the other serves",
            web().patch("Pod/web-5d8f-1", "metadata: {deletionTimestamp: '${now}'}")),
        new Case(
            "a Job with the same labels failed",
            web()
                .add("{kind: Job, metadata: {name: once}}")
                .add(
                    """
                    kind: Pod
                    metadata:
                      name: once-1
                      labels: {app: web}
                      ownerReferences: [{apiVersion: batch/v1, kind: Job, name: once, controller: true}]
                    status: {phase: Running, conditions: [{type: Ready, status: "False"}]}
                    """)),
        new Case(
            "databases come up in order: the second starts once the first is ready",
            Cluster.of(
                    SERVICE,
                    """
                    kind: StatefulSet
                    metadata: {name: web}
                    spec:
                      replicas: 3
                      serviceName: web
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: db:1}]}
                    """)
                .run()
                .remove("Pod/web-2")
                .patch("Pod/web-1", waiting("ContainerCreating", ""))));
  }

  static Stream<Case> readiness() {
    return Stream.of(
        new Case(
            "the probe is answered with 503",
            both(unready("-10m", "${-10m}"))
                .add(unhealthy("HTTP probe failed with statuscode: 503")),
            "readiness-failing ERROR Deployment default/web"
                + " spec.template.spec.containers[0].readinessProbe\n",
            "All 2 Pods (web-5d8f-1, web-5d8f-2) are not ready: container web, probe GET"
                + " :8080/healthz for 10m: Readiness probe failed: HTTP probe failed with"
                + " statuscode: 503."
                + NONE_READY),
        new Case(
            "the path is wrong",
            both(unready("-10m", "${-10m}"))
                .add(unhealthy("HTTP probe failed with statuscode: 404")),
            "readiness-failing ERROR Deployment default/web"
                + " spec.template.spec.containers[0].readinessProbe.httpGet.path\n",
            ""),
        new Case(
            "the program speaks TLS and the probe does not",
            both(unready("-10m", "${-10m}"))
                .add(unhealthy("malformed HTTP response \\\"\\\\x15\\\"")),
            """
            readiness-failing ERROR Deployment default/web spec.template.spec.containers[0].readinessProbe.httpGet.scheme
              [{"op":"add","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/scheme","value":"HTTPS"}]
            """,
            ""),
        new Case(
            "one of two stopped being ready a while ago",
            web().patch("Pod/web-5d8f-2", unready("-10m", "${-1h}")),
            "readiness-failing WARNING Deployment default/web"
                + " spec.template.spec.containers[0].readinessProbe\n",
            ""),
        new Case(
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
        new Case(
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
        new Case(
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
        new Case(
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
        new Case(
            "peers that wait for each other's names",
            peers("db-1.web").patch("Pod/db-0", unready("-10m", "${-10m}")),
            """
            peers-not-published ERROR Service default/web spec.publishNotReadyAddresses
              {"spec":{"publishNotReadyAddresses":true}}
            """,
            ""));
  }

  static Stream<Case> healthyReadiness() {
    return Stream.of(
        new Case(
            "a probe that has not succeeded yet while others serve",
            web().patch("Pod/web-5d8f-2", unready("-40s", "${-40s}"))),
        new Case(
            "only the leader is ready, and a lease says who that is",
            web()
                .patch("Pod/web-5d8f-2", unready("-10m", "${-1h}"))
                .add(
                    """
                    kind: Lease
                    metadata: {name: web}
                    spec: {holderIdentity: web-5d8f-1_1f0c}
                    """)),
        new Case(
            "a management port nobody declares, and the Pods are ready",
            web()
                .patch("Pod/web-5d8f-1", probe("{spec: {containers: [", "8081"))
                .patch("Pod/web-5d8f-2", probe("{spec: {containers: [", "8081"))),
        new Case(
            "a management port nobody declares, in manifests",
            web()
                .facts(new Facts("cluster.local", List.of(), 0, 0, Facts.Origin.MANIFESTS))
                .patch("Pod/web-5d8f-1", probe("{spec: {containers: [", "9090"))
                .patch("Pod/web-5d8f-2", probe("{spec: {containers: [", "8081"))),
        new Case(
            "peers are published before they are ready, as they should be",
            peers("db-1.web")
                .patch("Service/web", "spec: {publishNotReadyAddresses: true}")
                .patch("Pod/db-0", unready("-10m", "${-10m}"))),
        new Case(
            "published early, and all are ready",
            web().patch("Service/web", "spec: {publishNotReadyAddresses: true}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"created", "started", "healthyStarts", "readiness", "healthyReadiness"})
  void says(Case c) {
    List<Check> all = Stream.of(SelectionChecks.ALL, PodChecks.ALL).flatMap(List::stream).toList();
    var diagnosis = c.cluster().diagnose(all, "Service/web");
    assertEquals(c.findings(), Findings.text(diagnosis));
    if (!c.says().isEmpty()) {
      assertEquals(c.says(), diagnosis.broken().getFirst().says());
    }
    assertTrue(diagnosis.broken().stream().noneMatch(b -> b.because().isEmpty()));
  }

  private static final String SERVICE =
      """
      kind: Service
      metadata: {name: web, creationTimestamp: "${-5d}"}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      """;

  private static Cluster web() {
    return Cluster.of(
            SERVICE,
            """
            kind: Deployment
            metadata: {name: web, creationTimestamp: "${-5d}"}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  initContainers: [{name: wait, image: wait:1}]
                  volumes: [{name: conf, configMap: {name: web}}]
                  containers:
                  - name: web
                    image: web:1
                    ports: [{containerPort: 8080, name: http}]
                    resources: {limits: {memory: 64Mi}}
                    env: [{name: T, valueFrom: {secretKeyRef: {name: tokens, key: t}}}]
                    readinessProbe: {httpGet: {path: /healthz, port: 8080}}
            """)
        .run();
  }

  private static Cluster both(String patch) {
    return web().patch("Pod/web-5d8f-1", patch).patch("Pod/web-5d8f-2", patch);
  }

  /// A DaemonSet for two nodes that has made no Pod.
  private static Cluster daemons(int made) {
    return Cluster.of(
        SERVICE,
        """
        kind: DaemonSet
        metadata: {name: web}
        spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}}
        status: {desiredNumberScheduled: 2, currentNumberScheduled: %d}
        """
            .formatted(made));
  }

  private static Cluster peers(String peer) {
    return Cluster.of(
            SERVICE.replace("spec: {", "spec: {clusterIP: None, "),
            """
            kind: StatefulSet
            metadata: {name: db}
            spec:
              replicas: 2
              serviceName: web
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - name: web
                    image: db:1
                    args: [--join=%s]
                    readinessProbe: {exec: {command: [ready]}}
            """
                .formatted(peer))
        .run()
        .remove("Pod/db-1");
  }

  private static String waiting(String reason, String message) {
    return """
    status:
      phase: Pending
      conditions: [{type: Ready, status: "False", lastTransitionTime: "${-5m}"}]
      containerStatuses:
      - {name: web, ready: false, state: {waiting: {reason: %s, message: '%s'}}}
    """
        .formatted(reason, message);
  }

  private static String crashed(String waits, int restarts, int exitCode, String reason) {
    return """
    status:
      conditions: [{type: Ready, status: "False", lastTransitionTime: "${-5m}"}]
      containerStatuses:
      - name: web
        ready: false
        restartCount: %d
        state: {waiting: {reason: %s}}
        lastState: {terminated: {exitCode: %d, reason: %s, finishedAt: "${-40s}"}}
    """
        .formatted(restarts, waits, exitCode, reason);
  }

  private static String running(String since) {
    return """
    status:
      containerStatuses: [{name: web, ready: false, started: true, state: {running: {startedAt: "${%s}"}}}]
    """
        .formatted(since);
  }

  /// Running since `started`, not ready since `${since}`.
  private static String unready(String since, String started) {
    return """
    status:
      conditions:
      - {type: ContainersReady, status: "False"}
      - {type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: "${%s}"}
      containerStatuses:
      - {name: web, ready: false, started: true, state: {running: {startedAt: "%s"}}}
    """
        .formatted(since, started);
  }

  private static String unhealthy(String message) {
    return """
    kind: Event
    metadata: {name: unhealthy}
    involvedObject: {kind: Pod, name: web-5d8f-1, namespace: default, fieldPath: "spec.containers{web}"}
    reason: Unhealthy
    count: 40
    lastTimestamp: "${-5s}"
    message: "Readiness probe failed: %s"
    """
        .formatted(message);
  }

  /// The container `web` anew, with a probe at `port`.
  private static String probe(String before, String port) {
    return before
        + "{name: web, image: web:1, ports: [{containerPort: 8080, name: http}], readinessProbe:"
        + " {httpGet: {path: /healthz, port: "
        + port
        + "}}}]}}"
        + (before.startsWith("spec") ? "}" : "");
  }

  private static String lost() {
    return """
    status:
      conditions: [{type: Ready, status: Unknown, reason: NodeStatusUnknown, lastTransitionTime: "${-6m}"}]
    """;
  }
}
