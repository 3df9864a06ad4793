package io.binnacle.doctor.check.external;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.doctor.testing.Said;
import io.binnacle.model.meta.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case is the ExternalName Service `default/db`, by its spec.
class ExternalChecksTest {
  private static final String AROUND =
      """
      kind: Namespace
      metadata: {name: default}
      ---
      kind: Namespace
      metadata: {name: data}
      ---
      kind: Service
      metadata: {name: postgres, namespace: data}
      spec: {clusterIP: 10.96.7.7, selector: {app: db}, ports: [{port: 5432}]}
      ---
      kind: Service
      metadata: {name: alias, namespace: data}
      spec: {type: ExternalName, externalName: db.default.svc.cluster.local}
      ---
      kind: Service
      metadata: {name: local}
      spec: {selector: {app: local}, ports: [{port: 80}]}
      """;

  record Case(Check check, String name, Cluster given, String says) {
    @Override
    public String toString() {
      return check.id() + ": " + name;
    }
  }

  private static Case of(Check check, String name, String spec, String says) {
    Cluster cluster =
        Cluster.of(
                AROUND,
                "{kind: Service, metadata: {name: db}, spec: {type: ExternalName, " + spec + "}}")
            .run();
    return new Case(check, name, cluster, says);
  }

  private static Case outside(String name, String says, String rcode, String... addresses) {
    Case plain = of(new ExternalNameDangling(), name, "externalName: db.example.com", says);
    plain.given.probed(
        new Probed(
            Map.of(),
            Map.of(),
            Map.of(
                "db.example.com",
                new Probed.Resolution(
                    rcode, List.of(addresses).stream().map(IpAddress::of).toList()))));
    return plain;
  }

  static Stream<Case> cases() {
    String name = "Service/db spec.externalName";
    Check address = new ExternalNameAddress();
    Check loop = new ExternalNameLoop();
    Check dangling = new ExternalNameDangling();
    Check port = new ExternalNamePort();
    Check ignored = new ExternalNameIgnored();
    Check tls = new ExternalNameTls();
    return Stream.of(
        of(
            address,
            "an address outside",
            "externalName: 203.0.113.7, ports: [{port: 5432}]",
            "error " + name + ", mended"),
        of(address, "with a final dot", "externalName: 203.0.113.7.", "error " + name + ", mended"),
        of(
            address,
            "a Service's own address",
            "externalName: 10.96.7.7",
            "error " + name + ", mended"),
        of(address, "the loopback address", "externalName: 127.0.0.1", "error " + name),
        of(address, "a name", "externalName: db.example.com", "fine"),
        of(address, "a name that begins with digits", "externalName: 10.0.0.5.nip.io", "fine"),
        of(loop, "its own name", "externalName: db.default.svc.cluster.local", "error " + name),
        of(
            loop,
            "two lead to each other",
            "externalName: ALIAS.data.svc.cluster.local.",
            "error " + name),
        of(loop, "to a Service with Pods", "externalName: postgres.data.svc.cluster.local", "fine"),
        of(loop, "its own name outside of the cluster", "externalName: db.default.svc", "fine"),
        of(
            dangling,
            "a misspelt cluster name",
            "externalName: postgers.data.svc.cluster.local",
            "error " + name + ", mended"),
        of(
            dangling,
            "the wrong namespace",
            "externalName: postgres.default.svc.cluster.local",
            "error " + name + ", mended"),
        of(
            dangling,
            "a cluster name that is gone",
            "externalName: gone.data.svc.cluster.local",
            "error " + name),
        of(
            dangling,
            "no such namespace",
            "externalName: postgres.dtaa.svc.cluster.local",
            "error " + name + ", mended"),
        of(
            dangling,
            "a short cluster name",
            "externalName: postgres.data",
            "error " + name + ", mended"),
        of(
            dangling,
            "half a cluster name",
            "externalName: postgres.data.svc",
            "error " + name + ", mended"),
        of(
            dangling,
            "a neighbour's name alone",
            "externalName: local",
            "error " + name + ", mended"),
        of(dangling, "a cluster name", "externalName: postgres.data.svc.cluster.local", "fine"),
        of(
            dangling,
            "an endpoint's name",
            "externalName: db-0.postgres.data.svc.cluster.local",
            "fine"),
        of(
            dangling,
            "a name outside that nobody asked for",
            "externalName: db.example.com",
            "fine"),
        of(
            dangling,
            "a name outside like a Service's",
            "externalName: postgres.example.com",
            "fine"),
        outside("a name outside that does not exist", "error " + name, "NXDOMAIN"),
        outside("a name outside without address", "error " + name, "NOERROR"),
        outside("a name outside that exists", "fine", "NOERROR", "192.0.2.1"),
        outside("a name server that does not answer", "fine", "TIMEOUT"),
        of(
            port,
            "a port to translate",
            "externalName: a.example.com, ports: [{port: 80, targetPort: 8080}]",
            "warning Service/db spec.ports[0].targetPort, mended"),
        of(
            port,
            "a port by name",
            "externalName: a.example.com, ports: [{port: 80, targetPort: web}]",
            "warning Service/db spec.ports[0].targetPort"),
        of(
            port,
            "the same port",
            "externalName: a.example.com, ports: [{port: 80, targetPort: 80}]",
            "fine"),
        of(port, "no ports", "externalName: a.example.com", "fine"),
        behindIngress(port),
        of(
            ignored,
            "external addresses",
            "externalName: a.example.com, externalIPs: [192.0.2.9]",
            "warning Service/db spec.externalIPs, mended"),
        of(
            ignored,
            "a selector left over",
            "externalName: a.example.com, selector: {app: db}",
            "note Service/db spec.selector, mended"),
        of(ignored, "neither", "externalName: a.example.com", "fine"),
        of(ignored, "an empty selector", "externalName: a.example.com, selector: {}", "fine"),
        of(
            tls,
            "HTTPS outside",
            "externalName: a.example.com, ports: [{port: 443}]",
            "note " + name),
        of(tls, "plain outside", "externalName: a.example.com, ports: [{port: 80}]", "fine"),
        of(
            tls,
            "HTTPS of a neighbour",
            "externalName: postgres.data.svc.cluster.local, ports: [{port: 443}]",
            "fine"));
  }

  private static Case behindIngress(Check check) {
    Case plain =
        of(
            check,
            "an Ingress uses it, whose controller may read targetPort",
            "externalName: a.example.com, ports: [{port: 80, targetPort: 8080}]",
            "fine");
    plain.given.add(
        """
        kind: Ingress
        metadata: {name: shop}
        spec: {defaultBackend: {service: {name: db, port: {number: 80}}}}
        """);
    return plain;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void says(Case c) {
    assertEquals(c.says, Said.of(c.check, c.given, "Service/db"));
  }

  @ParameterizedTest
  @MethodSource("checks")
  void otherServicesAreNoneOfItsBusiness(Check check) {
    assertEquals("fine", Said.of(check, Cluster.of(AROUND).run(), "Service/local"));
  }

  static List<Check> checks() {
    return ExternalChecks.ALL;
  }
}
