package io.binnacle.doctor.check.slices;

import static io.binnacle.doctor.testing.Case.broken;
import static io.binnacle.doctor.testing.Case.silent;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.testing.Case;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Services without a selector: people write their endpoints.
class HandWrittenTest {
  private static final String DB =
      """
      kind: Service
      metadata: {name: db}
      spec: {ports: [{port: 5432, name: pg}]}
      """;

  private static String endpoints(String name, String ip, String port) {
    return "kind: Endpoints\nmetadata: {name: %s}\nsubsets: [{addresses: [{ip: %s}], ports: [%s]}]"
        .formatted(name, ip, port);
  }

  private static String slice(String metadata, String endpoints, String port) {
    return "kind: EndpointSlice\nmetadata: {%s}\naddressType: IPv4\nports: [%s]\nendpoints: [%s]"
        .formatted(metadata, port, endpoints);
  }

  private static final String PG = "{name: pg, port: 5432, protocol: TCP}";
  private static final String OUTSIDE = "{addresses: [192.0.2.9]}";
  private static final String DB_LABEL = "labels: {kubernetes.io/service-name: db}";

  static Stream<Case> missing() {
    return Stream.of(
        broken(
            "nobody has written endpoints",
            Cluster.of(DB),
            "Service/db",
            "ERROR Service/db",
            "no selector"),
        broken(
            "a Deployment of the Service's name: the selector was forgotten",
            Cluster.of(
                    DB,
                    """
                    kind: Deployment
                    metadata: {name: db}
                    spec:
                      selector: {matchLabels: {app: db}}
                      template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db}]}}
                    """)
                .run(),
            "Service/db",
            "ERROR Service/db spec.selector",
            "app=db"),
        broken(
            "what an operator owns may only be late",
            Cluster.of(DB)
                .patch("Service/db", "metadata: {ownerReferences: [{kind: Postgres, name: db}]}"),
            "Service/db",
            "WARNING Service/db"),
        silent(
            "endpoints are there", Cluster.of(DB, endpoints("db", "192.0.2.9", PG)), "Service/db"),
        silent(
            "a slice is there",
            Cluster.of(DB, slice("name: x, " + DB_LABEL, OUTSIDE, PG)),
            "Service/db"),
        silent(
            "it was made just now",
            Cluster.of(DB).patch("Service/db", "metadata: {creationTimestamp: '${-20s}'}"),
            "Service/db"),
        broken(
            "an election nobody has won",
            Cluster.of(DB, "kind: Endpoints\nmetadata: {name: db, annotations: {leader: db-0}}"),
            "Service/db",
            "WARNING Service/db"),
        silent(
            "an election that has just begun",
            Cluster.of(
                DB,
                "kind: Endpoints\nmetadata: {name: db, creationTimestamp: '${-9s}', annotations: {leader: db-0}}"),
            "Service/db"),
        silent(
            "an Endpoints object that keeps somebody's state",
            Cluster.of(
                "kind: Service\nmetadata: {name: db}\nspec: {clusterIP: None, ports: [{port: 1}]}",
                "kind: Endpoints\nmetadata: {name: db, annotations: {config: '{}'}}"),
            "Service/db"),
        silent(
            "the API server's own Service",
            Cluster.of("kind: Service\nmetadata: {name: kubernetes}\nspec: {ports: [{port: 443}]}"),
            "Service/kubernetes"),
        silent(
            "a headless Service that only governs names",
            Cluster.of("kind: Service\nmetadata: {name: peers}\nspec: {clusterIP: None}"),
            "Service/peers"),
        new Case(
            "slices that nobody may list",
            Cluster.of(DB).hide("EndpointSlice", "forbidden"),
            "Service/db",
            "unknown",
            List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("missing")
  void endpointsMissing(Case c) {
    c.verify(new EndpointsMissing());
  }

  static Stream<Case> otherName() {
    return Stream.of(
        broken(
            "a part too much in the name",
            Cluster.of(DB, endpoints("db-external", "192.0.2.9", PG)),
            "Service/db",
            "ERROR Endpoints/db-external metadata.name",
            "192.0.2.9:5432"),
        broken(
            "the right name in another namespace",
            Cluster.of(DB, endpoints("db, namespace: shop", "192.0.2.9", PG)),
            "Service/db",
            "ERROR Endpoints/shop/db metadata.namespace"),
        silent(
            "a name that is nothing like it",
            Cluster.of(DB, endpoints("legacy-billing", "192.0.2.9", PG)),
            "Service/db"),
        silent(
            "the other Endpoints belong to a Service",
            Cluster.of(
                DB,
                "kind: Service\nmetadata: {name: db2}\nspec: {ports: [{port: 5432}]}",
                endpoints("db2", "192.0.2.9", PG)),
            "Service/db"),
        silent(
            "ports that cannot be meant",
            Cluster.of(DB, endpoints("db2", "192.0.2.9", "{name: http, port: 80}")),
            "Service/db"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherName")
  void endpointsOtherName(Case c) {
    c.verify(new EndpointsOtherName());
  }

  static Stream<Case> label() {
    String field = "metadata.labels.kubernetes.io/service-name";
    return Stream.of(
        broken(
            "no label",
            Cluster.of(DB, slice("name: db-1", OUTSIDE, PG)),
            "Service/db",
            "ERROR EndpointSlice/db-1 " + field,
            "lacks the label"),
        broken(
            "a label with a slip",
            Cluster.of(
                DB, slice("name: mine, labels: {kubernetes.io/service-name: bd}", OUTSIDE, PG)),
            "Service/db",
            "ERROR EndpointSlice/mine " + field,
            "a Service bd"),
        silent(
            "a slice of another Service",
            Cluster.of(
                DB,
                "kind: Service\nmetadata: {name: db2}\nspec: {ports: [{port: 5432}]}",
                slice("name: db2-1, labels: {kubernetes.io/service-name: db2}", OUTSIDE, PG)),
            "Service/db"),
        silent(
            "a slice that a program keeps for itself",
            Cluster.of(
                DB,
                slice("name: db-1, ownerReferences: [{kind: Peer, name: p, uid: u}]", OUTSIDE, PG)),
            "Service/db"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("label")
  void sliceLabel(Case c) {
    c.verify(new SliceLabel());
  }

  static Stream<Case> portName() {
    return Stream.of(
        broken(
            "the Endpoints' port has no name",
            Cluster.of(DB, endpoints("db", "192.0.2.9", "{port: 5432}")),
            "Service/db",
            "ERROR Endpoints/db subsets[0].ports[0].name",
            "called pg"),
        broken(
            "the slice's port has another name",
            Cluster.of(DB, slice("name: x, " + DB_LABEL, OUTSIDE, "{name: psql, port: 5432}")),
            "Service/db",
            "ERROR EndpointSlice/x ports[0].name"),
        broken(
            "another protocol",
            Cluster.of(DB, endpoints("db", "192.0.2.9", "{name: pg, port: 5432, protocol: UDP}")),
            "Service/db",
            "ERROR Endpoints/db subsets[0].ports[0].protocol"),
        silent(
            "another number: that is what endpoints are for",
            Cluster.of(DB, endpoints("db", "192.0.2.9", "{name: pg, port: 15432}")),
            "Service/db"),
        silent(
            "a headless Service, whose clients bring the port",
            Cluster.of(
                "kind: Service\nmetadata: {name: db}\nspec: {clusterIP: None, ports: [{port: 5432, name: pg}]}",
                endpoints("db", "192.0.2.9", "{port: 5432}")),
            "Service/db"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("portName")
  void endpointsPortName(Case c) {
    c.verify(new EndpointsPortName());
  }

  static Stream<Case> family() {
    String v6 =
        slice("name: x, " + DB_LABEL, "{addresses: ['2001:db8::9']}", PG).replace("IPv4", "IPv6");
    String name =
        slice("name: x, " + DB_LABEL, "{addresses: [db.example.com]}", PG).replace("IPv4", "FQDN");
    return Stream.of(
        broken(
            "IPv6 endpoints of an IPv4 Service",
            Cluster.of(DB, v6),
            "Service/db",
            "ERROR EndpointSlice/x addressType"),
        broken(
            "names instead of addresses",
            Cluster.of(DB, name),
            "Service/db",
            "ERROR EndpointSlice/x addressType",
            "db.example.com"),
        silent(
            "one slice of each family",
            Cluster.of(DB, v6, slice("name: y, " + DB_LABEL, OUTSIDE, PG)),
            "Service/db"),
        silent(
            "a headless Service: the DNS answers with what there is",
            Cluster.of(
                "kind: Service\nmetadata: {name: db}\nspec: {clusterIP: None, ports: [{port: 5432}]}",
                v6),
            "Service/db"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("family")
  void sliceFamily(Case c) {
    c.verify(new SliceFamily());
  }

  static Stream<Case> notReady() {
    String off = "{addresses: [192.0.2.8], conditions: {ready: false}}";
    return Stream.of(
        broken(
            "the only endpoint is marked not ready",
            Cluster.of(DB, slice("name: x, " + DB_LABEL, off, PG)),
            "Service/db",
            "ERROR EndpointSlice/x endpoints[0].conditions.ready"),
        broken(
            "all addresses stand under notReadyAddresses",
            Cluster.of(
                DB, endpoints("db", "192.0.2.9", PG).replace("addresses", "notReadyAddresses")),
            "Service/db",
            "ERROR Endpoints/db subsets[0].notReadyAddresses"),
        silent(
            "one of two is taken out",
            Cluster.of(DB, slice("name: x, " + DB_LABEL, off + ", " + OUTSIDE, PG)),
            "Service/db"),
        silent(
            "not said means ready",
            Cluster.of(DB, slice("name: x, " + DB_LABEL, OUTSIDE, PG)),
            "Service/db"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notReady")
  void sliceNotReady(Case c) {
    c.verify(new SliceNotReady());
  }

  static Stream<Case> unusable() {
    String web =
        "kind: Service\nmetadata: {name: web}\nspec: {clusterIP: 10.96.7.7, ports: [{port: 80}]}";
    return Stream.of(
        broken(
            "the address of another Service",
            Cluster.of(DB, web, endpoints("db", "10.96.7.7", PG)),
            "Service/db",
            "ERROR Endpoints/db subsets[0].addresses[0].ip",
            "Service default/web"),
        broken(
            "the loopback address",
            Cluster.of(DB, slice("name: x, " + DB_LABEL, "{addresses: [127.0.0.1]}", PG)),
            "Service/db",
            "ERROR EndpointSlice/x endpoints[0].addresses[0]"),
        silent(
            "a headless Service hands out the other's address, and that works",
            Cluster.of(
                "kind: Service\nmetadata: {name: db}\nspec: {clusterIP: None, ports: [{port: 80}]}",
                web,
                endpoints("db", "10.96.7.7", PG)),
            "Service/db"),
        silent(
            "a machine outside", Cluster.of(DB, endpoints("db", "192.0.2.9", PG)), "Service/db"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void endpointUnusable(Case c) {
    c.verify(new EndpointUnusable());
  }

  private static Cluster probed(Probed.Outcome outcome, String at) {
    Probed.Place place = new Probed.Place(IpAddress.of(at), 5432);
    return Cluster.of(DB, endpoints("db", "192.0.2.9", PG))
        .probed(new Probed(Map.of(), Map.of(place, new Probed.Connection(outcome, "")), Map.of()));
  }

  static Stream<Case> dead() {
    return Stream.of(
        broken(
            "nobody listens there",
            probed(Probed.Outcome.REFUSED, "192.0.2.9"),
            "Service/db",
            "ERROR Endpoints/db subsets[0].addresses[0]",
            "refuses"),
        broken(
            "silence may be the prober's own firewall",
            probed(Probed.Outcome.SILENT, "192.0.2.9"),
            "Service/db",
            "WARNING Endpoints/db subsets[0].addresses[0]"),
        silent("it answers", probed(Probed.Outcome.OPEN, "192.0.2.9"), "Service/db"),
        silent(
            "another address was probed",
            probed(Probed.Outcome.REFUSED, "192.0.2.1"),
            "Service/db"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dead")
  void endpointDead(Case c) {
    c.verify(new EndpointDead());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withSelector")
  void aSelectorMakesItSomebodyElsesBusiness(Check check) {
    silent(
            "selector",
            Cluster.of(DB).patch("Service/db", "spec: {selector: {app: db}}").run(),
            "Service/db")
        .verify(check);
  }

  static Stream<Check> withSelector() {
    return SliceChecks.ALL.stream();
  }
}
