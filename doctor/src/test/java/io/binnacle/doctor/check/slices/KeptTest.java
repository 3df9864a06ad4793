package io.binnacle.doctor.check.slices;

import static io.binnacle.doctor.testing.Case.broken;
import static io.binnacle.doctor.testing.Case.silent;

import io.binnacle.doctor.testing.Case;
import io.binnacle.doctor.testing.Cluster;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Slices that a controller keeps, and those that others write beside them.
class KeptTest {
  private static final String WEB =
      """
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      ---
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web}]}}
      """;

  private static Cluster web() {
    return Cluster.of(WEB).run();
  }

  private static String ready(String status, String ago) {
    return "status: {conditions: [{type: Ready, status: '%s', lastTransitionTime: '${-%s}'}]}"
        .formatted(status, ago);
  }

  static Stream<Case> stale() {
    return Stream.of(
        broken(
            "the address of a Pod that is gone",
            web().remove("Pod/web-5d8f-1"),
            "Service/web",
            "ERROR EndpointSlice/web-s1 endpoints[0]",
            "10.244.1.2:8080, an address no Pod has"),
        broken(
            "a Pod that has not been ready for long",
            web().patch("Pod/web-5d8f-1", ready("False", "5m")),
            "Service/web",
            "ERROR EndpointSlice/web-s1 endpoints[0]",
            "has not been ready for 5m"),
        broken(
            "a ready Pod is missing, the other serves",
            web()
                .patch("Pod/web-5d8f-1", ready("False", "30m"))
                .slices()
                .patch("Pod/web-5d8f-1", ready("True", "5m")),
            "Service/web",
            "WARNING EndpointSlice/web-s1 endpoints",
            "Pod web-5d8f-1 (10.244.1.2), ready for 5m"),
        broken(
            "no slice at all",
            web().remove("EndpointSlice/web-s1"),
            "Service/web",
            "ERROR Service/web"),
        broken(
            "a port the Service no longer leads to",
            web().patch("Service/web", "spec: {ports: [{port: 80, targetPort: 9090}]}"),
            "Service/web",
            "ERROR EndpointSlice/web-s1 endpoints[0]",
            "where the port is 9090 now"),
        broken(
            "Endpoints that nobody mirrors",
            Cluster.of(
                "kind: Service\nmetadata: {name: db}\nspec: {ports: [{port: 5432}]}",
                "kind: Endpoints\nmetadata: {name: db}\nsubsets: [{addresses: [{ip: 192.0.2.9}], ports: [{port: 5432}]}]"),
            "Service/db",
            "ERROR Service/db",
            "192.0.2.9"),
        silent("all is as it should be", web(), "Service/web"),
        silent(
            "a Pod that ceased to be ready just now",
            web().patch("Pod/web-5d8f-1", ready("False", "3s")),
            "Service/web"),
        silent(
            "a Pod that is being deleted since a moment",
            web()
                .patch(
                    "Pod/web-5d8f-1",
                    "metadata: {deletionTimestamp: '${-0s}', deletionGracePeriodSeconds: 5}"),
            "Service/web"),
        silent(
            "a Pod is gone and its successor has just come",
            web()
                .remove("Pod/web-5d8f-1")
                .patch("Pod/web-5d8f-2", "metadata: {creationTimestamp: '${-4s}'}"),
            "Service/web"),
        silent(
            "slices of another manager",
            web()
                .patch(
                    "EndpointSlice/web-s1",
                    "metadata: {labels: {endpointslice.kubernetes.io/managed-by: slices.example.com}}")
                .remove("Pod/web-5d8f-1"),
            "Service/web"),
        silent(
            "upstream's slices look different and say the same",
            web()
                .patch(
                    "EndpointSlice/web-s1",
                    "metadata: {generation: 7, labels: {extra: label}, annotations: {x: y}}"),
            "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stale")
  void sliceStale(Case c) {
    c.verify(new SliceStale());
  }

  private static String extra(String manager, String addresses) {
    return """
    kind: EndpointSlice
    metadata: {name: web-extra, labels: {kubernetes.io/service-name: web%s}}
    addressType: IPv4
    ports: [{port: 8080}]
    endpoints: [%s]
    """
        .formatted(
            manager.isEmpty() ? "" : ", endpointslice.kubernetes.io/managed-by: " + manager,
            addresses);
  }

  static Stream<Case> foreign() {
    String other =
        "kind: Pod\nmetadata: {name: job, labels: {app: job}}\nspec: {containers: [{name: a}]}";
    return Stream.of(
        broken(
            "a Pod address that no Pod has",
            web().add(extra("", "{addresses: [10.244.2.99]}")),
            "Service/web",
            "ERROR EndpointSlice/web-extra endpoints[0]",
            "10.244.2.99:8080"),
        broken(
            "a Pod of another application",
            Cluster.of(WEB, other).run().add(extra("me", "{addresses: [10.244.3.4]}")),
            "Service/web",
            "WARNING EndpointSlice/web-extra endpoints[0]",
            "Pod default/job"),
        broken(
            "one of two is dead: only that one goes",
            web().add(extra("", "{addresses: [192.0.2.9]}, {addresses: [10.244.2.99]}")),
            "Service/web",
            "ERROR EndpointSlice/web-extra endpoints[1]"),
        silent(
            "a machine outside, on its way into the cluster",
            web().add(extra("", "{addresses: [192.0.2.9]}")),
            "Service/web"),
        silent(
            "another cluster's Pods, kept by a mesh",
            web().add(extra("mesh.example.com", "{addresses: [10.99.0.7]}")),
            "Service/web"),
        silent(
            "the address of one of its own Pods",
            web().add(extra("", "{addresses: [10.244.1.2]}")),
            "Service/web"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("foreign")
  void sliceForeign(Case c) {
    c.verify(new SliceForeign());
  }
}
