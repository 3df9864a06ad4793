package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.testing.Cluster;

/// The Service `web` with its Deployment of two, and what may befall its Pods, as patches.
final class Pods {
  /// What follows if nobody is left.
  static final String NONE_READY = " No Pod is ready, so nothing answers at web.";

  static final String SERVICE =
      """
      kind: Service
      metadata: {name: web, creationTimestamp: "${-5d}"}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      """;

  static Cluster web() {
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

  static Cluster both(String patch) {
    return web().patch("Pod/web-5d8f-1", patch).patch("Pod/web-5d8f-2", patch);
  }

  static Cluster peers(String peer) {
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

  static String waiting(String reason, String message) {
    return """
    status:
      phase: Pending
      conditions: [{type: Ready, status: "False", lastTransitionTime: "${-5m}"}]
      containerStatuses:
      - {name: web, ready: false, state: {waiting: {reason: %s, message: '%s'}}}
    """
        .formatted(reason, message);
  }

  static String crashed(String waits, int restarts, int exitCode, String reason) {
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

  static String running(String since) {
    return """
    status:
      containerStatuses: [{name: web, ready: false, started: true, state: {running: {startedAt: "${%s}"}}}]
    """
        .formatted(since);
  }

  /// Running since `started`, not ready since `${since}`.
  static String unready(String since, String started) {
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

  static String unhealthy(String message) {
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
  static String probe(String before, String port) {
    return before
        + "{name: web, image: web:1, ports: [{containerPort: 8080, name: http}], readinessProbe:"
        + " {httpGet: {path: /healthz, port: "
        + port
        + "}}}]}}"
        + (before.startsWith("spec") ? "}" : "");
  }

  static String lost() {
    return """
    status:
      conditions: [{type: Ready, status: Unknown, reason: NodeStatusUnknown, lastTransitionTime: "${-6m}"}]
    """;
  }

  private Pods() {}
}
