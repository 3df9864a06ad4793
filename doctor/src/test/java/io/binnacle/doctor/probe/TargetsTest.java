package io.binnacle.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed.Place;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may be dialled, whatever objects say.
class TargetsTest {
  private static final String WEB =
      """
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: dns, port: 53, protocol: UDP}]}
      ---
      kind: Deployment
      metadata: {name: web, creationTimestamp: "${-5m}"}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:1}]}}
      """;

  private static Targets targets(Cluster cluster, String... services) {
    Evidence seen = cluster.evidence();
    List<ServiceView> views =
        List.of(services).stream()
            .map(name -> Objects.requireNonNull(seen.service(new ObjectKey("default", name))))
            .toList();
    return Targets.of(seen, views);
  }

  private static Set<String> texts(Set<Place> places) {
    return places.stream()
        .map(p -> p.address() + " " + p.port())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theServiceAndEveryPodBehindItAtTcpPortsOnly() {
    Targets found = targets(Cluster.of(WEB).run(), "web");
    assertEquals(
        Set.of("10.96.0.1 80", "10.244.1.2 8080", "10.244.2.3 8080"), texts(found.inside()));
    assertEquals(Set.of(), texts(found.outside()));
  }

  @Test
  void aPodThatIsNotReadyIsDialledPastItsService() {
    Cluster cluster =
        Cluster.of(WEB)
            .run()
            .patch("Pod/web-5d8f-2", "status: {conditions: [{type: Ready, status: 'False'}]}")
            .slices();
    assertTrue(texts(targets(cluster, "web").inside()).contains("10.244.2.3 8080"));
  }

  @Test
  void ofAServiceThatIsNotExaminedNothingIsDialled() {
    Cluster cluster =
        Cluster.of(WEB, "kind: Service\nmetadata: {name: other}\nspec: {ports: [{port: 81}]}")
            .run();
    assertEquals(Set.of("10.96.0.2 81"), texts(targets(cluster, "other").inside()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "169.254.20.10",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "::1",
        "::",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "fe80::1",
        "febf::1",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254"
      })
  void addressesNobodyMayBeSentTo(String address) {
    assertFalse(Targets.isAllowed(IpAddress.of(address)));
    String type = address.contains(":") ? "IPv6" : "IPv4";
    String slice =
        """
        kind: EndpointSlice
        metadata: {name: evil, labels: {kubernetes.io/service-name: web}}
        addressType: %s
        endpoints: [{addresses: ["%s"]}]
        ports: [{name: http, port: 80, protocol: TCP}]
        """
            .formatted(type, address);
    Cluster cluster =
        Cluster.of(WEB, slice)
            .add(
                """
                kind: Pod
                metadata: {name: evil, labels: {app: web}}
                status: {phase: Running, podIP: "%s", podIPs: [{ip: "%s"}]}
                """
                    .formatted(address, address))
            .run();
    Targets found = targets(cluster, "web");
    assertThat(found.inside()).noneMatch(p -> p.address().equals(IpAddress.of(address)));
    assertThat(found.outside()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.244.1.2", "203.0.113.10", "192.168.1.1", "fd00::5", "2001:db8::1"})
  void addressesAnEndpointMayHave(String address) {
    assertTrue(Targets.isAllowed(IpAddress.of(address)));
  }

  @Test
  void onlyAFewAddressesThatAreNobodysInTheCluster() {
    String addresses =
        IntStream.range(1, 100)
            .mapToObj(i -> "{addresses: [203.0.113." + i + "]}")
            .collect(Collectors.joining(", "));
    Targets found =
        targets(
            Cluster.of(
                "kind: Service\nmetadata: {name: ext}\nspec: {ports: [{port: 443}]}",
                """
                kind: EndpointSlice
                metadata: {name: ext-1, labels: {kubernetes.io/service-name: ext}}
                addressType: IPv4
                ports: [{name: "", port: 443, protocol: TCP}]
                endpoints: [%s]
                """
                    .formatted(addresses)),
            "ext");
    assertEquals(Targets.MOST_OUTSIDE, found.outside().size());
  }

  @Test
  void portsTheServiceDoesNotHaveAndPortsThatAreNoneAreLeftOut() {
    Targets found =
        targets(
            Cluster.of(
                "kind: Service\nmetadata: {name: ext}\nspec: {ports: [{name: a, port: 70000}]}",
                """
                kind: EndpointSlice
                metadata: {name: ext-1, labels: {kubernetes.io/service-name: ext}}
                addressType: IPv4
                ports: [{name: ssh, port: 22}, {name: a, port: -1}, {name: a, port: 99999}]
                endpoints: [{addresses: [203.0.113.1]}]
                """),
            "ext");
    assertEquals(Set.of(), texts(found.inside()));
    assertEquals(Set.of(), texts(found.outside()));
  }

  @Test
  void whatAnswersIfAnythingDoesIsAskedToo() {
    Targets found =
        targets(
            Cluster.of(
                    WEB,
                    "kind: Service\nmetadata: {name: kubernetes}\nspec: {clusterIP: 10.96.9.9, ports: [{port: 443}]}")
                .run(),
            "web");
    assertEquals(Set.of("10.96.9.9 443"), texts(found.controls()));
  }
}
