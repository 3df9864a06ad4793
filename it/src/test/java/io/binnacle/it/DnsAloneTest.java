package io.binnacle.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testkit.BinnacleProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `binnacle dns` in place of CoreDNS: its Corefile, its HTTP, its signals, and what it says when something is in the way.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsAloneTest {
  private static final String KUBERNETES = "kubernetes.default.svc.cluster.local";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Long enough to be seen from outside; CoreDNS's users have 5 s.
  private static final String LAME_DUCK = "lameduck 2s";

  private static final Duration ALMOST_ALL_OF_IT = Duration.ofMillis(1_500);

  private BinnacleProcess cluster;
  private Path kubeconfig;
  private ScriptedNames outside;
  private String stock;
  private Path folder;

  @BeforeAll
  void start(@TempDir Path temp) throws IOException {
    Path data = temp.resolve("data");
    cluster = BinnacleProcess.start(data);
    kubeconfig = data.resolve("kubeconfig");
    outside = ScriptedNames.start(Map.of("www.example.com", "203.0.113.80"));
    stock = DnsProcess.stockCorefile(outside.at());
  }

  @AfterAll
  void stop() {
    outside.close();
    cluster.close();
  }

  @BeforeEach
  void freshFolder(@TempDir Path temp) {
    folder = temp;
  }

  @AfterEach
  void theClusterIsStillThere() {
    assertThat(cluster.process().isAlive()).isTrue();
  }

  @Test
  void answersWithTheCorefileOfKubeadm() throws IOException {
    try (DnsProcess dns = DnsProcess.ready(folder, stock, kubeconfig);
        Dig dig = new Dig(dns.address())) {
      assertThat(dig.say(KUBERNETES, "A")).isEqualTo("10.96.0.1");
      assertThat(dig.say(KUBERNETES, "AAAA")).isEqualTo("NODATA");
      assertThat(dig.say("_https._tcp." + KUBERNETES, "SRV"))
          .isEqualTo("0 100 443 " + KUBERNETES + ".");
      assertThat(dig.say("1.0.96.10.in-addr.arpa", "PTR")).isEqualTo(KUBERNETES + ".");
      assertThat(dig.say("no.such.svc.cluster.local", "A")).isEqualTo("NXDOMAIN");
      assertThat(dig.say("www.example.com", "A")).isEqualTo("203.0.113.80");
      assertThat(dig.say("www.example.com", "AAAA")).isEqualTo("NODATA");
      assertThat(dig.say("nobody.example.com", "A")).isEqualTo("NXDOMAIN");
      int asked = outside.asked();
      assertThat(dig.say("www.example.com", "A")).isEqualTo("203.0.113.80");
      assertThat(dig.say("www.example.com." + "default.svc.cluster.local", "A"))
          .isEqualTo("NXDOMAIN");
      assertThat(outside.asked()).as("questions that left the cluster").isEqualTo(asked);

      assertThat(dns.get("8080/health")).isEqualTo("OK");
      assertThat(dns.get("8181/ready")).isEqualTo("OK");
      assertThat(dns.metric("coredns_dns_requests_total", "type=\"A\"")).isGreaterThanOrEqualTo(5);
      assertThat(dns.metric("coredns_dns_responses_total", "rcode=\"NXDOMAIN\""))
          .isGreaterThanOrEqualTo(3);
      assertThat(dns.metric("coredns_cache_hits_total", "")).isGreaterThanOrEqualTo(1);
      assertThat(dns.get("9153/metrics"))
          .contains(
              "coredns_build_info{",
              "coredns_dns_request_duration_seconds_bucket{",
              "coredns_forward_requests_total{",
              "coredns_panics_total");
    }
  }

  @Test
  void aBadCorefileChangesNothingAndAGoodOneTakesOver() throws IOException {
    try (DnsProcess dns = DnsProcess.ready(folder, stock, kubeconfig);
        Dig dig = new Dig(dns.address())) {
      dns.configure(stock.replace("ttl 30", "ttl never"));
      dns.hangUp();
      dns.awaitLog("the old configuration stays in force; the new one is refused");
      assertThat(dns.log()).containsPattern("Corefile-\\d+:\\d+: .*never");
      assertThat(dig.say(KUBERNETES, "A")).isEqualTo("10.96.0.1");
      assertThat(dns.metric("coredns_reload_failed_total", "")).isEqualTo(1);

      dns.configure(stock.replace("cluster.local", "other.test"));
      dns.hangUp();
      Patience.await(
          "the name in the new domain",
          PATIENCE,
          () -> dig.say("kubernetes.default.svc.other.test", "A").equals("10.96.0.1"),
          dns::toString);
      assertThat(dns.isReady()).isTrue();
      assertThat(dig.say(KUBERNETES, "A"))
          .as("a name of the old domain, asked outside")
          .isEqualTo("NXDOMAIN");
      assertThat(dns.metric("coredns_reload_failed_total", "")).isEqualTo(1);
    }
  }

  @Test
  void noQueryIsLostWhileItSaysGoodbye() throws Exception {
    String lame = stock.replace("lameduck 5s", LAME_DUCK);
    AtomicLong end = new AtomicLong(Long.MAX_VALUE);
    try (DnsProcess dns = DnsProcess.ready(folder, lame, kubeconfig);
        DnsLoad load = new DnsLoad(KUBERNETES, "A");
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<DnsLoad.Report> report =
          thread.submit(() -> load.run(1_000, dns::address, () -> System.nanoTime() > end.get()));
      Patience.await("500 queries", PATIENCE, () -> load.sent() >= 500);
      dns.terminate();
      end.set(System.nanoTime() + ALMOST_ALL_OF_IT.toNanos());
      Patience.await("not ready", PATIENCE, () -> dns.status("8181/ready") != 200, dns::toString);
      assertThat(dns.isAlive()).isTrue();
      DnsLoad.Report seen = report.get();
      assertThat(seen).isEqualTo(new DnsLoad.Report(seen.sent(), seen.sent(), 0, 0));
      assertThat(dns.awaitEnd()).as(dns.toString()).isZero();
    }
  }

  /// What a rolling restart is to a client behind a proxy that knows which replicas are ready.
  @Test
  void noQueryIsLostWhenAnotherOneTakesItsPlace() throws Exception {
    String lame = stock.replace("lameduck 5s", LAME_DUCK);
    AtomicBoolean enough = new AtomicBoolean();
    try (DnsProcess old = DnsProcess.ready(folder, lame, kubeconfig);
        DnsProcess fresh = DnsProcess.ready(folder, lame, kubeconfig);
        DnsLoad load = new DnsLoad(KUBERNETES, "A");
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      AtomicReference<InetSocketAddress> current = new AtomicReference<>(old.address());
      Future<DnsLoad.Report> report =
          thread.submit(() -> load.run(5_000, current::get, enough::get));
      Patience.await("2,500 queries", PATIENCE, () -> load.sent() >= 2_500);
      old.terminate();
      Patience.await("not ready", PATIENCE, () -> old.status("8181/ready") != 200);
      current.set(fresh.address());
      assertThat(old.awaitEnd()).as(old.toString()).isZero();
      enough.set(true);
      DnsLoad.Report seen = report.get();
      assertThat(seen).isEqualTo(new DnsLoad.Report(seen.sent(), seen.sent(), 0, 0));
      assertThat(seen.sent()).as("it was still asking then").isLessThan(DnsLoad.MOST);
    }
  }

  @Test
  void beforeTheApiIsThereItSaysWhatItWaitsForAndForwards() throws IOException {
    Path copy = folder.resolve("kubeconfig");
    try (Relay wire = Relay.inFrontOf(kubeconfig, copy)) {
      wire.cut();
      try (DnsProcess dns =
              DnsProcess.start(folder, stock, Map.of(), "--kubeconfig", copy.toString());
          Dig dig = new Dig(dns.address())) {
        Patience.await(
            "an answer",
            PATIENCE,
            () -> dig.say("www.example.com", "A").equals("203.0.113.80"),
            dns::toString);
        assertThat(dig.say(KUBERNETES, "A")).isEqualTo("SERVFAIL");
        assertThat(dig.say("no.such.svc.cluster.local", "A")).isEqualTo("SERVFAIL");
        assertThat(dns.status("8181/ready")).isEqualTo(503);
        assertThat(dns.status("8080/health")).isEqualTo(200);
        dns.awaitLog("not ready, names of the cluster are answered SERVFAIL; waiting for ");
        assertThat(dns.log()).contains("services (503 ", "endpointslices.discovery.k8s.io (503 ");
        // Even now a SIGHUP reads the configuration and does not end the process.
        dns.hangUp();
        dns.awaitLog("the configuration has been read again");

        wire.mend();
        dns.awaitReady();
        assertThat(dig.say(KUBERNETES, "A")).isEqualTo("10.96.0.1");
      }
    }
  }

  @Test
  void aTokenThatMayNotIsToldWhichVerbAndWhat() throws IOException {
    Api.shell(kubeconfig, "kubectl create serviceaccount nobody");
    String token = Api.shell(kubeconfig, "kubectl create token nobody");
    Path copy = folder.resolve("kubeconfig");
    Files.writeString(
        copy,
        Files.readString(kubeconfig)
            .replaceAll("client-certificate-data: .*", "token: " + token)
            .replaceAll(" *client-key-data: .*\n", ""));
    try (DnsProcess dns =
            DnsProcess.start(folder, stock, Map.of(), "--kubeconfig", copy.toString());
        Dig dig = new Dig(dns.address())) {
      for (String what : List.of("services", "endpointslices.discovery.k8s.io", "namespaces")) {
        String takes = "it takes the verbs list and watch on " + what + " in all namespaces";
        Patience.await(takes, PATIENCE, () -> dns.says("8181/ready", takes), dns::toString);
      }
      dns.awaitLog("not ready, names of the cluster are answered SERVFAIL; waiting for ");
      dns.awaitLog(
          "User \"system:serviceaccount:default:nobody\" cannot list resource \"services\"");
      assertThat(dig.say(KUBERNETES, "A")).isEqualTo("SERVFAIL");
    }
  }
}
