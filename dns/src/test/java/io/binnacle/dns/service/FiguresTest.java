package io.binnacle.dns.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.dns.config.Corefile;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.DnsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a running DNS shows of itself over HTTP.
@Timeout(60)
class FiguresTest {
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  private final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  private final int port = freePort();
  private final DnsService dns =
      new DnsService(
          Corefile.parse(
              """
              .:0 {
                bind 127.0.0.1
                errors {
                  consolidate 5m ".*" warning show_first
                }
                kubernetes cluster.local
                hosts none {
                  10.9.9.9 names.example
                }
                prometheus 127.0.0.1:%d
              }
              """
                  .formatted(port),
              "Corefile",
              _ -> null),
          new ListsApi(),
          scheduler,
          RANDOM,
          ClientNamespaces.NONE,
          "test");

  FiguresTest() throws Exception {}

  @BeforeEach
  void start() throws Exception {
    dns.start();
    CountDownLatch ready = new CountDownLatch(1);
    dns.onReady(ready::countDown);
    ready.await();
  }

  @AfterEach
  void stop() {
    dns.close();
    scheduler.close();
  }

  @Test
  void figuresTellWhatIsKnownAndHowOldItIs() throws Exception {
    dns.show(to -> to.gauge("shown_too", "Of somebody else", 7));
    String before = get("/metrics");
    ask("web.default.svc.cluster.local.");
    ask("missing.default.svc.cluster.local.");
    String after = get("/metrics");
    for (String line :
        new String[] {
          "binnacle_dns_services 1.0",
          "binnacle_dns_endpoints 0.0",
          "binnacle_dns_relists_total{kind=\"services\"} 1.0",
          "binnacle_dns_watch_restarts_total{kind=\"endpointslices\"} 0.0",
          "coredns_panics_total 0.0",
          "shown_too 7.0",
        }) {
      assertTrue(after.contains(line + "\n"), line + " is not in\n" + after);
    }
    assertTrue(before.contains("binnacle_dns_staleness_seconds{kind=\"namespaces\"} "), before);
    assertTrue(
        before.matches("(?s).*coredns_reload_version_info\\{[^}]*value=\"[0-9a-f]{128}\".*"));
    assertTrue(
        after
            .lines()
            .anyMatch(line ->
                line.startsWith("coredns_dns_responses_total")
                    && line.contains("plugin=\"kubernetes\"")
                    && line.contains("rcode=\"NXDOMAIN\"")
                    && line.endsWith(" 1.0")),
        after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web.default.svc.cluster.local    | A    | web.default.svc.cluster.local. A: NOERROR\\n  web.default.svc.cluster.local. 5 IN A 10.96.0.7\\nService default/web: has cluster addresses, whatever its endpoints\\nEndpointSlices: 0; endpoints ready: 0, not ready: 0\\n
          web.default.svc.cluster.local    | AAAA | web.default.svc.cluster.local. AAAA: NOERROR, the name exists and has nothing of this type\\nService default/web: has cluster addresses, whatever its endpoints\\nEndpointSlices: 0; endpoints ready: 0, not ready: 0\\n
          db.default.svc.cluster.local     | A    | db.default.svc.cluster.local. A: NXDOMAIN\\nwhy: no Service of this name in the namespace\\n
          db.nowhere.svc.cluster.local     | A    | db.nowhere.svc.cluster.local. A: NXDOMAIN\\nwhy: no such namespace; for a name outside ask db.nowhere. with a final dot, or lower ndots\\n
          names.example                    | A    | names.example. A: not a name of the cluster: asked for outside\\n
          """)
  void explainSaysWhy(String name, String type, String text) throws Exception {
    assertEquals(text.replace("\\n", "\n"), get("/explain?name=" + name + "&type=" + type));
  }

  private void ask(String name) throws IOException {
    new DnsClient(dns.addresses().getFirst(), RANDOM).ask(DnsName.of(name), RrType.A);
  }

  private String get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }
}
