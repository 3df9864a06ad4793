package io.binnacle.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.evidence.Probed.Connection;
import io.binnacle.doctor.evidence.Probed.Outcome;
import io.binnacle.doctor.evidence.Probed.Place;
import io.binnacle.doctor.evidence.Probed.Resolution;
import io.binnacle.doctor.evidence.Probed.Socket;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is probed, what of it is reported, and within which bounds. Nothing here touches a network.
class LiveProberTest {
  private static final String WEB =
      """
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      ---
      kind: Deployment
      metadata: {name: web, creationTimestamp: "${-5m}"}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:1}]}}
      """;
  private static final String SERVICE = "10.96.0.1 80";
  private static final String FIRST = "10.244.1.2 8080";
  private static final String SECOND = "10.244.2.3 8080";

  private final Map<String, Outcome> answers = new HashMap<>();
  private final List<String> dialled = Collections.synchronizedList(new ArrayList<>());
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> remarks = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong clock = new AtomicLong();
  private @Nullable String rcode = "NOERROR";
  private Map<ObjectKey, List<Socket>> sockets = Map.of();
  private int atOnce = 4;

  private Connection dial(Place place, Duration limit) {
    String text = place.address() + " " + place.port();
    dialled.add(text);
    return new Connection(answers.getOrDefault(text, Outcome.SILENT), "after " + limit);
  }

  private Probed probe(Cluster cluster, String... services) {
    Evidence seen = cluster.evidence();
    LiveProber prober =
        new LiveProber(
            this::dial,
            _ ->
                rcode == null
                    ? null
                    : name -> {
                      asked.add(name);
                      return new Resolution(Objects.requireNonNull(rcode), List.of());
                    },
            _ -> sockets,
            new LiveProber.Limits(atOnce, Duration.ofSeconds(1), Duration.ofSeconds(30)),
            clock::get,
            remarks::add);
    return prober.probe(
        seen,
        List.of(services).stream()
            .<ServiceView>map(
                n -> Objects.requireNonNull(seen.service(new ObjectKey("default", n))))
            .toList());
  }

  private static Map<String, Outcome> outcomes(Probed found) {
    Map<String, Outcome> out = new TreeMap<>();
    found.connected().forEach((p, c) -> out.put(p.address() + " " + p.port(), c.outcome()));
    return out;
  }

  @Test
  void theServiceThenEachPodPastIt() {
    answers.putAll(Map.of(SERVICE, Outcome.OPEN, FIRST, Outcome.OPEN, SECOND, Outcome.REFUSED));
    assertEquals(
        Map.of(SERVICE, Outcome.OPEN, FIRST, Outcome.OPEN, SECOND, Outcome.REFUSED),
        outcomes(probe(Cluster.of(WEB).run(), "web")));
    assertThat(dialled).containsExactlyInAnyOrder(SERVICE, FIRST, SECOND);
    assertEquals(List.of(), remarks);
  }

  @Test
  void whereNothingOfTheClusterAnswersNothingIsReported() {
    answers.put(FIRST, Outcome.REFUSED); // some router on the way says no
    assertEquals(Map.of(), outcomes(probe(Cluster.of(WEB).run(), "web")));
    assertThat(remarks).singleElement().asString().contains("nothing of the cluster answers here");
  }

  @Test
  void anEndpointOutsideThatAnswersDoesNotShowThatTheClusterIsReached() {
    answers.put("203.0.113.1 443", Outcome.OPEN);
    Cluster cluster =
        Cluster.of(
            "kind: Service\nmetadata: {name: ext}\nspec: {ports: [{port: 443}]}",
            """
            kind: EndpointSlice
            metadata: {name: ext-1, labels: {kubernetes.io/service-name: ext}}
            addressType: IPv4
            ports: [{name: "", port: 443, protocol: TCP}]
            endpoints: [{addresses: [203.0.113.1]}]
            """);
    assertEquals(Map.of(), outcomes(probe(cluster, "ext")));
  }

  @Test
  void theApiAnsweringShowsThatTheClusterIsReached() {
    answers.putAll(Map.of("10.96.9.9 443", Outcome.OPEN, SERVICE, Outcome.REFUSED));
    Cluster cluster =
        Cluster.of(
            WEB,
            "kind: Service\nmetadata: {name: kubernetes}\nspec: {clusterIP: 10.96.9.9, ports: [{port: 443}]}");
    assertEquals(
        Map.of(SERVICE, Outcome.REFUSED, FIRST, Outcome.SILENT, SECOND, Outcome.SILENT),
        outcomes(probe(cluster.run(), "web")));
  }

  @Test
  void silenceBehindANetworkPolicyIsNotReportedButRefusalIs() {
    answers.putAll(Map.of("10.96.9.9 443", Outcome.OPEN, SECOND, Outcome.REFUSED));
    Cluster cluster =
        Cluster.of(
            WEB,
            "kind: Service\nmetadata: {name: kubernetes}\nspec: {clusterIP: 10.96.9.9, ports: [{port: 443}]}",
            "kind: NetworkPolicy\nmetadata: {name: closed}\nspec: {podSelector: {}}");
    assertEquals(Map.of(SECOND, Outcome.REFUSED), outcomes(probe(cluster.run(), "web")));
  }

  @Test
  void namesAreResolvedFullyAndAliasesToo() {
    probe(
        Cluster.of(
            WEB,
            "kind: Service\nmetadata: {name: out}\nspec: {type: ExternalName, externalName: db.example.com.}"),
        "web",
        "out");
    assertThat(asked)
        .containsExactlyInAnyOrder(
            "web.default.svc.cluster.local", "out.default.svc.cluster.local", "db.example.com");
  }

  @Test
  void aDnsThatDoesNotAnswerIsAskedOnce() {
    rcode = "TIMEOUT";
    Probed found =
        probe(
            Cluster.of(
                WEB,
                "kind: Service\nmetadata: {name: out}\nspec: {type: ExternalName, externalName: db.example.com}"),
            "web",
            "out");
    assertEquals(Map.of(), found.resolved());
    assertEquals(1, asked.size());
    assertThat(remarks).anyMatch(r -> r.contains("DNS does not answer"));
  }

  @Test
  void withoutADnsNamesAreLeftAlone() {
    rcode = null;
    assertEquals(Map.of(), probe(Cluster.of(WEB), "web").resolved());
  }

  @Test
  void socketsOfPodsComeFromTheirNode() {
    ObjectKey pod = new ObjectKey("default", "web-5d8f-1");
    Socket socket = new Socket("TCP", IpAddress.of("127.0.0.1"), 8080);
    sockets = Map.of(pod, List.of(socket));
    assertEquals(Map.of(pod, List.of(socket)), probe(Cluster.of(WEB).run(), "web").listening());
  }

  @Test
  void afterTheTimeIsUpNoNewConnectionIsBegun() {
    answers.put(SERVICE, Outcome.OPEN);
    atOnce = 1;
    LiveProber prober =
        new LiveProber(
            (place, limit) -> {
              clock.addAndGet(Duration.ofSeconds(31).toNanos());
              return dial(place, limit);
            },
            _ -> null,
            _ -> Map.of(),
            new LiveProber.Limits(1, Duration.ofSeconds(1), Duration.ofSeconds(30)),
            clock::get,
            remarks::add);
    Evidence seen = Cluster.of(WEB).run().evidence();
    prober.probe(
        seen, List.of(Objects.requireNonNull(seen.service(new ObjectKey("default", "web")))));
    assertEquals(1, dialled.size());
    assertThat(remarks).anyMatch(r -> r.contains("no time"));
  }

  @Test
  void noMoreAtOnceThanAllowed() throws InterruptedException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    LiveProber prober =
        new LiveProber(
            (place, limit) -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              two.countDown();
              try {
                two.await(); // the second is begun while the first is under way
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              now.decrementAndGet();
              return new Connection(Outcome.OPEN, "");
            },
            _ -> null,
            _ -> Map.of(),
            new LiveProber.Limits(2, Duration.ofSeconds(1), Duration.ofSeconds(30)),
            clock::get,
            remarks::add);
    Evidence seen = Cluster.of(WEB).run().evidence();
    Probed found =
        prober.probe(
            seen, List.of(Objects.requireNonNull(seen.service(new ObjectKey("default", "web")))));
    assertEquals(2, most.get());
    assertTrue(Set.of(SERVICE, FIRST, SECOND).equals(outcomes(found).keySet()));
  }
}
