package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.testing.Cluster;

/// A Deployment `web` of two Pods and a Service `web` in front of it, by what differs.
final class Webs {
  private Webs() {}

  /// @param ports of the Service
  /// @param container what its container has besides name and image
  static Cluster web(String ports, String container) {
    return Cluster.of(service("web", ports), deployment("web", "web", container)).run();
  }

  /// A Service for `app: web`.
  static String service(String name, String ports) {
    return """
    kind: Service
    metadata: {name: %s}
    spec: {selector: {app: web}, ports: [%s]}
    """
        .formatted(name, ports);
  }

  /// @param name of the Deployment
  /// @param app the label
  static String deployment(String name, String app, String container) {
    return """
    kind: Deployment
    metadata: {name: %1$s}
    spec:
      replicas: 2
      selector: {matchLabels: {app: %2$s}}
      template:
        metadata: {labels: {app: %2$s}}
        spec: {containers: [{name: app, image: shop/%1$s:1%3$s}]}
    """
        .formatted(name, app, container.isEmpty() ? "" : ", " + container);
  }
}
