package io.binnacle.doctor.check.pods;

import static io.binnacle.doctor.check.pods.Pods.NONE_READY;
import static io.binnacle.doctor.check.pods.Pods.SERVICE;
import static io.binnacle.doctor.check.pods.Pods.both;
import static io.binnacle.doctor.check.pods.Pods.crashed;
import static io.binnacle.doctor.check.pods.Pods.lost;
import static io.binnacle.doctor.check.pods.Pods.running;
import static io.binnacle.doctor.check.pods.Pods.unready;
import static io.binnacle.doctor.check.pods.Pods.waiting;
import static io.binnacle.doctor.check.pods.Pods.web;

import io.binnacle.doctor.testing.Cluster;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pods that are not made, do not start, or do not stay.
class PodsTest {
  static Stream<PodCase> created() {
    return Stream.of(
        new PodCase(
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
        new PodCase(
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
        new PodCase(
            "a second Pod cannot be made while the first serves",
            web()
                .remove("Pod/web-5d8f-2")
                .patch(
                    "Deployment/web",
                    "status: {conditions: [{type: ReplicaFailure, status: 'True', message: full}]}"),
            "pods-not-created WARNING Deployment default/web\n",
            "Deployment web wants 2 Pods and has 1: full."),
        new PodCase(
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
        new PodCase(
            "a Deployment seconds old has no Pods yet",
            web()
                .remove("Pod/web-5d8f-1")
                .remove("Pod/web-5d8f-2")
                .patch("Deployment/web", "metadata: {creationTimestamp: '${-5s}'}")),
        new PodCase("scaling up, one Pod still to be made", web().remove("Pod/web-5d8f-2")));
  }

  static Stream<PodCase> started() {
    return Stream.of(
        new PodCase(
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
        new PodCase(
            "an image tag nobody pushed, in an update while the old edition serves",
            web().patch("Pod/web-5d8f-2", waiting("ImagePullBackOff", "web:9: not found")),
            "pods-image WARNING Deployment default/web spec.template.spec.containers[0].image\n",
            "1 of 2 Pods (web-5d8f-2) is waiting for an image: container web, image web:1: web:9:"
                + " not found."),
        new PodCase(
            "a Secret is missing",
            both(waiting("CreateContainerConfigError", "secret \"tokens\" not found")),
            "pods-config-missing ERROR Deployment default/web"
                + " spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name\n",
            ""),
        new PodCase(
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
        new PodCase(
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
        new PodCase(
            "out of memory again and again",
            both(crashed("CrashLoopBackOff", 7, 137, "OOMKilled")),
            "pods-crash-looping ERROR Deployment default/web"
                + " spec.template.spec.containers[0].resources.limits.memory\n",
            "All 2 Pods (web-5d8f-1, web-5d8f-2) are crashing: container web has restarted 7 times,"
                + " last ended with status 137 (OOMKilled) 40s ago; its memory limit is 64Mi."
                + NONE_READY),
        new PodCase(
            "a command the image does not have",
            both(crashed("CrashLoopBackOff", 2, 127, "Error")),
            "pods-crash-looping ERROR Deployment default/web"
                + " spec.template.spec.containers[0].command\n",
            ""),
        new PodCase(
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
        new PodCase(
            "seconds old and nobody else answers",
            both("status: {startTime: '${-4s}', conditions: [{type: Ready, status: 'False'}]}")
                .patch("Pod/web-5d8f-1", running("-3s"))
                .patch("Pod/web-5d8f-2", running("-3s")),
            "pods-starting WARNING Deployment default/web\n",
            ""),
        new PodCase(
            "every Pod is on a node that died",
            both(unready("-5m", "${-1h}"))
                .patch("Node/node-1", lost())
                .patch("Node/node-2", lost())
                .patch("Node/node-3", lost()),
            "pods-node-lost ERROR Node node-1\n",
            ""),
        new PodCase(
            "all are going, one is held by a finalizer",
            both("metadata: {deletionTimestamp: '${-5m}', finalizers: [example.com/keep]}"),
            "pods-terminating ERROR Pod default/web-5d8f-1 metadata.finalizers\n",
            "All 2 Pods behind web (web-5d8f-1, web-5d8f-2) are being deleted and no other takes"
                + " new requests; web-5d8f-1 should have been gone for 5m, but finalizer"
                + " example.com/keep keeps it."),
        new PodCase(
            "a Pod nobody made was evicted",
            Cluster.of(SERVICE, "{kind: Pod, metadata: {name: web, labels: {app: web}}}")
                .patch("Pod/web", "status: {phase: Failed, reason: Evicted}"),
            "pods-ended ERROR Pod default/web\n",
            "The only Pod behind web (web) has ended: Failed, Evicted; nobody made it, so nobody"
                + " makes it anew."));
  }

  static Stream<PodCase> healthyStarts() {
    return Stream.of(
        new PodCase("two Pods that serve", web()),
        new PodCase(
            "an update: a new Pod is being made while an old one serves",
            web()
                .patch("Pod/web-5d8f-2", waiting("ContainerCreating", ""))
                .patch("Pod/web-5d8f-2", "status: {startTime: '${-4s}'}")),
        new PodCase(
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
        new PodCase(
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
        new PodCase(
            "one Pod on a lost node, the other serves",
            web().patch("Pod/web-5d8f-1", unready("-5m", "${-1h}")).patch("Node/node-1", lost())),
        new PodCase(
            "one Pod is leaving, the other serves",
            web().patch("Pod/web-5d8f-1", "metadata: {deletionTimestamp: '${now}'}")),
        new PodCase(
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
        new PodCase(
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

  @ParameterizedTest(name = "{0}")
  @MethodSource({"created", "started", "healthyStarts"})
  void says(PodCase c) {
    c.verify();
  }
}
