package io.binnacle.doctor.check.names;

import static io.binnacle.doctor.check.names.Names.AROUND;
import static io.binnacle.doctor.check.names.Names.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Said;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Ingresses that lead nowhere, and whose fault that is.
class IngressesTest {
  record Case(Check check, String name, String subject, Cluster given, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Cluster cluster(String... yaml) {
    return Cluster.of(yaml).run();
  }

  static Stream<Case> ingresses() {
    Check check = new IngressPortMissing();
    String says = "error Ingress/shop spec.rules[0].http.paths[0].backend.service.";
    return Stream.of(
        ingress(
            check,
            "a misspelt Service",
            "{name: catalouge, port: {number: 80}}",
            says + "name, mended"),
        ingress(check, "a Service that is gone", "{name: gone, port: {number: 80}}", "fine"),
        ingress(
            new IngressServiceMissing(),
            "a Service that is gone",
            "{name: gone, port: {number: 80}}",
            says.replace("error", "note") + "name"),
        ingress(
            new IngressServiceMissing(),
            "one that is meant",
            "{name: catalouge, port: {number: 80}}",
            "fine"),
        ingress(
            new IngressServiceMissing(),
            "one a workload was to have",
            "{name: shop, port: {number: 80}}",
            "fine"),
        new Case(
            new IngressWorkloadUnserved(),
            "one this workload was to have",
            "Deployment/shop",
            withIngress("default", "{name: shop, port: {number: 80}}"),
            says + "name"),
        new Case(
            new IngressWorkloadUnserved(),
            "one that only another namespace's Ingress names",
            "Deployment/shop",
            withIngress("data", "{name: shop, port: {number: 80}}"),
            "fine"),
        new Case(
            check,
            "a port that only another namespace's Ingress names",
            "Service/catalogue",
            withIngress("data", "{name: catalogue, port: {number: 8080}}"),
            "fine"),
        ingress(
            check,
            "a port it has not",
            "{name: catalogue, port: {number: 8080}}",
            says + "port.number, mended"),
        ingress(
            check,
            "a port name it has not",
            "{name: catalogue, port: {name: http}}",
            says + "port.name, mended"),
        ingress(check, "all there", "{name: catalogue, port: {number: 80}}", "fine"),
        ingress(
            check,
            "an action of the balancer's controller",
            "{name: ssl-redirect, port: {name: use-annotation}}",
            "fine"),
        new Case(
            check,
            "a backend that is no Service",
            "Service/catalogue",
            cluster(
                AROUND,
                """
                kind: Ingress
                metadata: {name: shop}
                spec: {defaultBackend: {resource: {kind: Bucket, name: b}}}
                """),
            "fine"),
        new Case(
            new IngressServiceMissing(),
            "nobody may see Ingresses",
            "",
            cluster(AROUND).hide("Ingress", "forbidden"),
            "unknown"));
  }

  private static Case ingress(Check check, String name, String service, String says) {
    return new Case(check, name, "Service/catalogue", withIngress("default", service), says);
  }

  private static Cluster withIngress(String namespace, String service) {
    return cluster(
        AROUND,
        deployment("shop", "", ""),
        """
        kind: Ingress
        metadata: {name: shop, namespace: %s}
        spec: {rules: [{http: {paths: [{path: /, backend: {service: %s}}]}}]}
        """
            .formatted(namespace, service));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ingresses")
  void says(Case c) {
    assertEquals(c.says, Said.of(c.check, c.given, c.subject));
  }
}
