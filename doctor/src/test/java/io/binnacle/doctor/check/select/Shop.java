package io.binnacle.doctor.check.select;

/// Services and workloads by their names and labels, as YAML.
final class Shop {
  static final String PORTS = "ports: [{containerPort: 8080}], ";

  static String service(String name, String selector) {
    return """
    kind: Service
    metadata: {name: %s, creationTimestamp: "${-5d}"}
    spec: {selector: {%s}, ports: [{port: 80, targetPort: 8080}]}
    """
        .formatted(name, selector);
  }

  static String deployment(String name, String labels) {
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

  static String job(String name, String labels) {
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

  private Shop() {}
}
