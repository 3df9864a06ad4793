package io.binnacle.doctor.check.names;

/// Objects these tests have in common, by what differs.
final class Names {
  private Names() {}

  /// A Service `name` for `app: app`.
  static String service(String name, String app, String spec) {
    return """
    kind: Service
    metadata: {name: %s}
    spec: {selector: {app: %s}, %s}
    """
        .formatted(name, app, spec);
  }

  /// A Deployment `name` with the label `app: name`.
  ///
  /// @param container what its container has besides name and image
  /// @param spec what its Pods have besides that
  static String deployment(String name, String container, String spec) {
    return workload("Deployment", name, "", container, spec);
  }

  /// A StatefulSet `db` of three Pods with the label `app: db`.
  static String db(String serviceName, String container) {
    return workload(
        "StatefulSet", "db", "serviceName: " + serviceName + ", replicas: 3", container, "");
  }

  private static String workload(
      String kind, String name, String more, String container, String spec) {
    return """
    kind: %s
    metadata: {name: %s}
    spec: {selector: {matchLabels: {app: %s}}, %s
      template: {metadata: {labels: {app: %s}}, spec: {
        containers: [{name: %s, image: "shop/%s:1"%s}]%s}}}
    """
        .formatted(
            kind,
            name,
            name,
            more.isEmpty() ? "" : more + ",",
            name,
            name,
            name,
            container.isEmpty() ? "" : ", " + container,
            spec.isEmpty() ? "" : ", " + spec);
  }

  /// Namespaces `default` and `data`, where a Service `db` is, and `kube-system` with the DNS at 10.96.0.10.
  static final String AROUND =
      """
      kind: Namespace
      metadata: {name: default}
      ---
      kind: Namespace
      metadata: {name: data}
      ---
      kind: Namespace
      metadata: {name: kube-system}
      ---
      kind: Service
      metadata: {name: db, namespace: data}
      spec: {selector: {app: db}, ports: [{port: 5432}]}
      ---
      kind: Service
      metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
      spec: {clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]}
      ---
      kind: Service
      metadata: {name: catalogue}
      spec: {selector: {app: catalogue}, ports: [{port: 80}]}
      """;
}
