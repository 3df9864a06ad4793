package io.binnacle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.testkit.Transcript;
import io.binnacle.testkit.image.DebianImages;
import io.binnacle.testkit.load.LoadPlan;
import io.binnacle.testkit.load.LoadProcess;
import io.binnacle.testkit.load.LoadReport;
import io.binnacle.testkit.load.Spread;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Traffic through Services to real containers: where it goes, and that none of it is lost when Pods come and go.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerTrafficTest {
  /// Ranges of its own, so that it runs beside another instance.
  private static final String[] RANGES = {
    "--service-cidr", "10.113.0.0/16", "--pod-cidr", "10.246.0.0/16"
  };

  /// A watcher may hear of a slice a moment before the proxy has told the kernel.
  private static final Duration PROXY = Duration.ofMillis(100);

  private static final int RATE = 500;
  private static final int CONNECTIONS = 1_000;
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

  private Containers cluster;
  private ExternalHosts outside;
  private LoadFrom from;

  @BeforeAll
  void start(@TempDir Path temp) throws IOException, InterruptedException {
    Containers.require();
    DebianImages debian = DebianImages.ofThisClone();
    outside = ExternalHosts.start();
    cluster =
        Containers.start(
            temp.resolve("data"),
            List.of(debian.busybox(), debian.curl(), debian.nginx(), debian.netshoot()),
            RANGES);
    from = new LoadFrom(cluster);
    cluster.must("kubectl apply -f it/src/test/testdata/traffic/");
    cluster.must("kubectl rollout status deployment/web --timeout=50s");
    cluster.must("kubectl rollout status deployment/echo --timeout=50s");
    cluster.must("kubectl wait --for=condition=Ready pod/client pod/alone --timeout=50s");
  }

  @AfterAll
  void stop() {
    try (ExternalHosts _ = outside) {
      if (cluster != null) {
        cluster.close();
      }
    }
  }

  @ParameterizedTest(name = "from {0} to the {1}")
  @CsvSource({
    "NODE, cluster address",
    "POD, cluster address",
    "POD, load balancer address",
    "NODE, node port on the node address",
    "NODE, node port on loopback"
  })
  void connectionsAreSpreadEvenly(LoadFrom.Place place, String way) throws IOException {
    String url = "http://" + address(way) + "/";
    LoadPlan plan = LoadPlan.of(url, CONNECTIONS, Duration.ofSeconds(1));
    try (LoadProcess load = from.start(place, plan)) {
      LoadReport report = load.finish();
      assertEquals(CONNECTIONS, report.answered(), report::describe);
      assertEven(report.counts(), cluster.podsOf("web"));
    }
  }

  private String address(String way) {
    return switch (way) {
      case "cluster address" -> cluster.ask("svc/web", "{.spec.clusterIP}");
      case "load balancer address" ->
          cluster.ask("svc/web", "{.status.loadBalancer.ingress[0].ip}");
      case "node port on the node address" -> nodeAddress() + ":" + nodePort();
      case "node port on loopback" -> "127.0.0.1:" + nodePort();
      default -> throw new IllegalArgumentException(way);
    };
  }

  private String nodeAddress() {
    return cluster.ask("nodes", "{.items[0].status.addresses[0].address}");
  }

  private String nodePort() {
    return cluster.ask("svc/web", "{.spec.ports[0].nodePort}");
  }

  @Test
  void datagramsOfAThousandClientsAreSpreadEvenlyAndAllArrive() throws Exception {
    InetSocketAddress service =
        new InetSocketAddress(cluster.ask("svc/echo", "{.spec.clusterIP}"), 5_000);
    byte[] line = "one\n".getBytes(StandardCharsets.UTF_8);
    List<DatagramSocket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(new DatagramSocket()); // all open at once: a thousand ports
        clients.getLast().send(new DatagramPacket(line, line.length, service));
        Thread.sleep(1); // what a receiver's buffer holds is not the question
      }
    } finally {
      clients.forEach(DatagramSocket::close);
    }
    List<String> pods = cluster.podsOf("echo");
    Map<String, Long> counts = Map.of();
    for (int i = 0; i < 20 && sum(counts) < CONNECTIONS; i++) {
      Thread.sleep(100);
      counts =
          pods.stream()
              .collect(
                  Collectors.toMap(
                      pod -> pod,
                      pod -> cluster.must("kubectl logs " + pod + " -c lines").lines().count()));
    }
    assertEquals(CONNECTIONS, sum(counts), counts::toString);
    assertEven(counts, pods);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void assertEven(Map<String, Long> counts, List<String> pods) {
    Spread spread = Spread.of(counts, pods);
    assertTrue(spread.even(), spread::describe);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"deleted", "its process killed"})
  void aPodThatGoesLosesNothingOnceItsEndpointIsWithdrawn(String how) throws Exception {
    String pod = cluster.podsOf("web").getFirst();
    String address = cluster.ask("pod/" + pod, "{.status.podIP}");
    try (Withdrawal withdrawal = Withdrawal.watch(cluster.kubeconfig(), "web", address);
        LoadProcess load = from.start(LoadFrom.Place.POD, plan())) {
      if (how.equals("deleted")) {
        cluster.must("kubectl delete pod " + pod);
      } else {
        from.killHard(pod);
      }
      Instant withdrawn = withdrawal.moment();
      cluster.must("kubectl rollout status deployment/web --timeout=30s");
      Thread.sleep(1_000); // a second more of the load, which is real time
      LoadReport report = load.stop();
      assertEquals(
          List.of(),
          report.failuresSince(withdrawn.plus(PROXY)),
          () -> "withdrawn " + withdrawn + "\n" + report.describe());
      if (how.equals("deleted")) {
        assertTrue(report.clean(), report::describe);
      } else {
        assertTrue(report.failed() < RATE, report::describe);
      }
    }
  }

  private LoadPlan plan() {
    return LoadPlan.of("http://" + address("cluster address") + "/", RATE, LONG_ENOUGH);
  }

  @Test
  void aRollingUpdateLosesNoRequest() throws Exception {
    rolls(plan(), "kubectl rollout restart deployment/web");
  }

  @Test
  void aRollingUpdateLosesNoRequestOnKeptConnections() throws Exception {
    rolls(
        plan().keepAlive(),
        "kubectl patch deployment web -p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"nginx\","
            + "\"lifecycle\":{\"preStop\":{\"exec\":null,\"sleep\":{\"seconds\":2}}}}]}}}}'");
  }

  private void rolls(LoadPlan plan, String update) throws Exception {
    List<String> before = cluster.podsOf("web");
    try (LoadProcess load = from.start(LoadFrom.Place.POD, plan)) {
      cluster.must(update);
      cluster.must("kubectl rollout status deployment/web --timeout=50s");
      for (String pod : before) {
        cluster.must("kubectl wait --for=delete pod/" + pod + " --timeout=30s");
      }
      LoadReport report = load.stop();
      assertTrue(report.clean(), report::describe);
      Set<String> answered = report.counts().keySet();
      List<String> after = cluster.podsOf("web");
      // Requests with their own connections reach everybody. A few kept ones stay where they are
      // until their Pod goes,
      // and the draw that places them anew may leave one of the newcomers without any.
      boolean everybody = plan.connections() == LoadPlan.Connections.PER_REQUEST;
      assertTrue(
          everybody
              ? answered.containsAll(before) && answered.containsAll(after)
              : !Collections.disjoint(answered, before) && !Collections.disjoint(answered, after),
          () -> "old and new Pods answered: " + report.describe());
    }
  }

  @Test
  void servicesBehaveAsTheStoryTells() throws IOException {
    Map<String, String> environment =
        Map.of(
            "DNS",
            "10.113.0.10",
            "NODE",
            nodeAddress(),
            "IN_POD",
            "kubectl exec client --",
            "OUTSIDE",
            ExternalHosts.ADDRESSES.getFirst());
    new Transcript(
            Path.of("src/test/testdata/traffic.txt"),
            cluster.shell(environment),
            out -> Normal.form(named(out)))
        .check();
  }

  /// Addresses of this test's ranges, as what they are.
  private String named(String out) {
    return out.replace(nodeAddress(), "<node-ip>")
        .replaceAll("\\b10\\.246\\.0\\.1\\b", "<bridge>")
        .replaceAll("\\b10\\.246\\.", "10.244.")
        .replaceAll("\\b10\\.113\\.", "10.96.");
  }
}
