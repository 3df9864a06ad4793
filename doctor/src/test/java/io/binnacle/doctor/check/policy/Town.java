package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Cluster;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The cluster of these tests: Service `web` (port 80, named http, leads to 8080) with two Pods, Deployment `client` with one, another
/// one in namespace `ops`, and the DNS.
final class Town {
  private static final String OBJECTS =
      """
      kind: Namespace
      metadata: {name: default}
      ---
      kind: Namespace
      metadata: {name: ops, labels: {team: platform}}
      ---
      kind: Namespace
      metadata: {name: kube-system}
      ---
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]}
      ---
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: web:1, ports: [{name: http, containerPort: 8080}]}]}
      ---
      kind: Deployment
      metadata: {name: client}
      spec:
        replicas: 1
        selector: {matchLabels: {app: storefront}}
        template:
          metadata: {labels: {app: storefront}}
          spec: {containers: [{name: client, image: client:1}]}
      ---
      kind: Deployment
      metadata: {name: probe, namespace: ops}
      spec:
        replicas: 1
        selector: {matchLabels: {app: probe}}
        template:
          metadata: {labels: {app: probe}}
          spec: {containers: [{name: probe, image: probe:1}]}
      ---
      kind: Service
      metadata: {name: kube-dns, namespace: kube-system}
      spec:
        clusterIP: 10.96.0.10
        selector: {k8s-app: kube-dns}
        ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
      ---
      kind: Deployment
      metadata: {name: coredns, namespace: kube-system}
      spec:
        replicas: 1
        selector: {matchLabels: {k8s-app: kube-dns}}
        template:
          metadata: {labels: {k8s-app: kube-dns}}
          spec:
            containers:
            - {name: dns, image: dns:1, ports: [{name: dns, containerPort: 53, protocol: UDP}, {name: dns-tcp, containerPort: 53}]}
      """;

  private Town() {}

  /// The cluster with policies in `default`.
  ///
  /// @param policies their specs, `NAME: {…}` in a line
  static Cluster with(String policies) {
    Cluster cluster = Cluster.of(OBJECTS);
    for (String line : policies.lines().toList()) {
      String[] parts = line.split(": ", 2);
      cluster.add(
          "{kind: NetworkPolicy, metadata: {name: %s}, spec: %s}".formatted(parts[0], parts[1]));
    }
    return cluster;
  }

  /// A finding in lines: severity, object and field; what it says; what to do; the patches.
  static String describe(Supplier<Finding> asked) {
    Finding finding;
    try {
      finding = asked.get();
    } catch (NotSeenException e) {
      return "unknown: " + e.missing();
    }
    return switch (finding) {
      case Finding.Fine _ -> "";
      case Finding.Unknown(String missing) -> "unknown: " + missing;
      case Finding.Broken b ->
          b.severity()
              + " "
              + b.object()
              + " "
              + b.field()
              + "\n"
              + b.says()
              + "\n"
              + b.remedy().tryThis()
              + b.remedy().changes().stream()
                  .map(Change.Patch.class::cast)
                  .map(p -> "\n" + p.patch().toString().replace('"', '\''))
                  .collect(Collectors.joining());
    };
  }
}
