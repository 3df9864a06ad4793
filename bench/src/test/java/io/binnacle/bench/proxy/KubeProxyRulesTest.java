package io.binnacle.bench.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The opponents' rules are what a kube-proxy would have written.
class KubeProxyRulesTest {
  private static final Fleet FLEET = new Fleet(3, 2);

  @Test
  void aFleetIsAFunctionOfItsNumbers() {
    assertEquals(
        new Fleet.Entry(2, "10.96.1.2", List.of("10.128.1.4", "10.128.1.5")), FLEET.entry(2));
    assertEquals(
        new Fleet.Entry(2, "10.96.1.2", List.of("10.128.1.4", "10.192.1.5")), FLEET.changed(2));
    assertEquals("10.131.209.143", new Fleet(5_000, 50).entry(4_999).targets().getLast());
    assertThrows(IllegalArgumentException.class, () -> new Fleet(100_000, 50));
  }

  @Test
  void sinceOneThirtySixAServiceIsAChainWithAMap() {
    assertEquals(
        """
        add chain ip kube-proxy service-#-bench/svc-0/tcp/http
        flush chain ip kube-proxy service-#-bench/svc-0/tcp/http
        add rule ip kube-proxy service-#-bench/svc-0/tcp/http meta l4proto tcp dnat ip addr . port to \
        numgen random mod 2 map { 0 : 10.128.1.0 . 8080 , 1 : 10.128.1.1 . 8080 }
        add element ip kube-proxy cluster-ips { 10.96.1.0 }
        add element ip kube-proxy service-ips { 10.96.1.0 . tcp . 80 : goto service-#-bench/svc-0/tcp/http }
        """,
        plain(KubeProxyRules.MAP_PER_SERVICE.add(FLEET.entry(0))));
  }

  @Test
  void beforeThatEveryEndpointHadAChainToo() {
    String rules = plain(KubeProxyRules.CHAIN_PER_ENDPOINT.add(FLEET.entry(0)));
    assertTrue(
        rules.contains(
            "add rule ip kube-proxy service-#-bench/svc-0/tcp/http numgen random mod 2 vmap"
                + " { 0 : goto endpoint-#-bench/svc-0/tcp/http__10.128.1.0/8080 ,"
                + " 1 : goto endpoint-#-bench/svc-0/tcp/http__10.128.1.1/8080 }\n"),
        rules);
    assertTrue(
        rules.contains(
            "add rule ip kube-proxy endpoint-#-bench/svc-0/tcp/http__10.128.1.1/8080"
                + " meta l4proto tcp dnat to 10.128.1.1:8080\n"),
        rules);
  }

  @Test
  void aChangeWritesOneServiceAndWhatItNeeds() {
    assertEquals(
        """
        add chain ip kube-proxy endpoint-#-bench/svc-1/tcp/http__10.192.1.3/8080
        add rule ip kube-proxy endpoint-#-bench/svc-1/tcp/http__10.192.1.3/8080 ip saddr 10.192.1.3 jump mark-for-masquerade
        add rule ip kube-proxy endpoint-#-bench/svc-1/tcp/http__10.192.1.3/8080 meta l4proto tcp dnat to 10.192.1.3:8080
        add chain ip kube-proxy service-#-bench/svc-1/tcp/http
        flush chain ip kube-proxy service-#-bench/svc-1/tcp/http
        add rule ip kube-proxy service-#-bench/svc-1/tcp/http ip daddr 10.96.1.1 tcp dport 80 ip saddr != 10.128.0.0/9 jump mark-for-masquerade
        add rule ip kube-proxy service-#-bench/svc-1/tcp/http numgen random mod 2 vmap \
        { 0 : goto endpoint-#-bench/svc-1/tcp/http__10.128.1.2/8080 , 1 : goto endpoint-#-bench/svc-1/tcp/http__10.192.1.3/8080 }
        flush chain ip kube-proxy endpoint-#-bench/svc-1/tcp/http__10.128.1.3/8080
        """,
        plain(KubeProxyRules.CHAIN_PER_ENDPOINT.change(FLEET.entry(1), FLEET.changed(1))));
  }

  @Test
  void thereIsAChainForEachServiceAndEndpoint() {
    String all = KubeProxyRules.CHAIN_PER_ENDPOINT.load(FLEET);
    assertEquals(3, lines(all, "add chain ip kube-proxy service-") - 1);
    assertEquals(6, lines(all, "add chain ip kube-proxy endpoint-"));
    String newer = KubeProxyRules.MAP_PER_SERVICE.load(FLEET);
    assertEquals(3, lines(newer, "add chain ip kube-proxy service-") - 1);
    assertEquals(0, lines(newer, "add chain ip kube-proxy endpoint-"));
  }

  @Test
  void figuresSayMedianAndSpread() {
    Figures figures = new Figures().and(3_000_000).and(1_000_000).and(250_000_000);
    assertEquals("3.00 (1.00..250)", figures.describe(1e6));
    assertEquals("x 0.500", Figures.ratio(new Figures().and(1_500_000), figures));
    assertEquals("-", Figures.ratio(new Figures(), figures));
    assertEquals(
        "a    bb\nccc   d\n",
        new TextTable().row(List.of("a", "bb")).row(List.of("ccc", "d")).toString());
  }

  /// One of the base chains is called service-endpoints-check.
  private static long lines(String text, String start) {
    return Arrays.stream(text.split("\n")).filter(line -> line.startsWith(start)).count();
  }

  /// Without the hashes, which are eight characters of base 32.
  private static String plain(String rules) {
    return rules.replaceAll("(service|endpoint)-[A-Z2-7]{8}-", "$1-#-");
  }
}
