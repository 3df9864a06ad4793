package io.binnacle.dns.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.config.ForwardDirective.Upstream;
import io.binnacle.dns.name.DnsName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorefileTest {
  private static final String STOCK =
      """
      .:53 {
          errors
          health {
             lameduck 5s
          }
          ready
          kubernetes cluster.local in-addr.arpa ip6.arpa {
             pods insecure
             fallthrough in-addr.arpa ip6.arpa
             ttl 30
          }
          prometheus :9153
          forward . /etc/resolv.conf {
             max_concurrent 1000
          }
          cache 30 {
             disable success cluster.local
             disable denial cluster.local
          }
          loop
          reload
          loadbalance
      }
      """;

  @TempDir Path dir = Path.of(".");

  @Test
  void readsWhatKubeadmWrites() throws IOException {
    DnsConfig config = read(STOCK);
    ServerConfig server = config.servers().getFirst();
    assertEquals("[.:53]", server.keys().toString());
    KubernetesRule kubernetes = notNull(config.kubernetes());
    assertEquals(DnsName.of("cluster.local"), kubernetes.domain());
    assertEquals(KubernetesRule.Pods.INSECURE, kubernetes.pods());
    assertEquals(30, kubernetes.ttl());
    assertEquals(names("in-addr.arpa", "ip6.arpa"), kubernetes.reverse());
    assertEquals(names("in-addr.arpa", "ip6.arpa"), kubernetes.fallthrough());
    assertNull(kubernetes.api());
    ForwardDirective forward = server.forwards().getFirst();
    assertEquals(List.of(new Upstream.ResolvConf("/etc/resolv.conf")), forward.to());
    assertEquals(1000, forward.maxConcurrent());
    CacheRule cache = notNull(server.cache());
    assertEquals(new CacheRule.Kept(9984, 30, 5), cache.success());
    assertEquals(names("cluster.local"), cache.noDenial());
    assertEquals(new InetSocketAddress(8080), config.health());
    assertEquals(Duration.ofSeconds(5), config.lameDuck());
    assertEquals(new InetSocketAddress(8181), config.ready());
    assertEquals(new InetSocketAddress(9153), config.prometheus());
    assertEquals(
        new DnsConfig.Reload(Duration.ofSeconds(30), Duration.ofSeconds(15)), config.reload());
    assertEquals(
        List.of("errors", "loop", "loadbalance"),
        server.notes().stream().map(ServerConfig.Note::directive).toList());
  }

  @Test
  void readsWhatK3sWritesWithItsImports() throws IOException {
    Files.createDirectories(dir.resolve("custom"));
    Files.writeString(dir.resolve("custom/a.override"), "log {\n  class error\n}\n");
    Files.writeString(
        dir.resolve("custom/b.server"), "example.org:53 {\n  forward . 10.0.0.1\n}\n");
    DnsConfig config =
        read(
            """
            .:53 {
                errors
                health
                ready
                kubernetes cluster.local in-addr.arpa ip6.arpa {
                  pods insecure
                  fallthrough in-addr.arpa ip6.arpa
                }
                hosts %s/NodeHosts {
                  ttl 60
                  reload 15s
                  fallthrough
                }
                prometheus :9153
                cache 30
                loop
                reload
                loadbalance
                import %s/custom/*.override
                forward . /etc/resolv.conf
            }
            import custom/*.server
            """
                .formatted(dir, dir));
    assertEquals(2, config.servers().size());
    assertEquals("custom/b.server:1", config.servers().get(1).at().toString());
    HostsRule hosts = notNull(config.servers().getFirst().hosts());
    assertEquals(60, hosts.ttl());
    assertEquals(Duration.ofSeconds(15), hosts.reload());
    assertEquals(List.of(DnsName.ROOT), hosts.fallthrough());
    assertNotNull(config.servers().getFirst().log());
    assertEquals(3, config.files().size(), "the file and two that it imports");
  }

  @Test
  void readsTheNodeLocalCachesFile() throws IOException {
    DnsConfig config =
        read(
            """
            cluster.local:53 {
                errors
                cache {
                    success 9984 30
                    denial 9984 5
                }
                reload
                loop
                bind 169.254.20.10 10.96.0.10
                forward . 10.96.0.11 {
                    force_tcp
                }
                prometheus :9253
                health 169.254.20.10:8080
            }
            .:53 {
                errors
                cache 30
                reload
                loop
                bind 169.254.20.10 10.96.0.10
                forward . /etc/resolv.conf
                prometheus :9253
            }
            """);
    assertNull(config.kubernetes());
    assertTrue(config.servers().getFirst().forwards().getFirst().forceTcp());
    assertEquals(2, config.servers().getFirst().bind().size());
    assertEquals(new CacheRule.Kept(9984, 5, 5), notNull(config.servers().get(0).cache()).denial());
  }

  @Test
  void fillsInSnippetsAndTheEnvironment() throws IOException {
    DnsConfig config =
        read(
            """
            (common) {
              cache 10
              forward . {$UPSTREAM}
            }
            a.example, b.example:5353 {
              import common # as elsewhere
            }
            {%ZONE%} {
              import common
            }
            """);
    assertEquals("[a.example.:53, b.example.:5353]", config.servers().get(0).keys().toString());
    assertEquals("[c.example.:53]", config.servers().get(1).keys().toString());
    assertEquals(
        new Upstream.Server(new InetSocketAddress("10.1.2.3", 53), false, ""),
        config.servers().get(1).forwards().getFirst().to().getFirst());
  }

  @Test
  void takesOneBlockWithoutBraces() throws IOException {
    DnsConfig config = read(".:5300\nforward . 9.9.9.9\ncache\n");
    assertEquals(5300, config.servers().getFirst().keys().getFirst().port());
    assertEquals(1, config.servers().getFirst().forwards().size());
  }

  @Test
  void keepsQuotedWordsTogether() throws IOException {
    assertEquals(
        List.of("a", "b \"c\" {", "}", "e"),
        Lexer.tokens("a \"b \\\"c\\\" {\" } # d\ne", "f").stream().map(Token::text).toList());
  }

  @Test
  void turnsRangesIntoReverseZones() throws IOException {
    DnsConfig config = read(". {\n kubernetes cluster.local 10.96.0.0/12 fd00:10::/32\n}\n");
    List<DnsName> reverse = notNull(config.kubernetes()).reverse();
    assertEquals(17, reverse.size());
    assertEquals(DnsName.of("96.10.in-addr.arpa"), reverse.getFirst());
    assertEquals(DnsName.of("111.10.in-addr.arpa"), reverse.get(15));
    assertEquals(DnsName.of("0.1.0.0.0.0.d.f.ip6.arpa"), reverse.get(16));
    assertEquals("10.96.0.0/16", String.valueOf(ReverseZones.range(reverse.getFirst())));
    assertEquals("fd00:10::/32", String.valueOf(ReverseZones.range(reverse.get(16))));
  }

  @Test
  void understandsEveryOptionOfForward() throws IOException {
    ForwardDirective forward =
        read("""
        . {
          forward example.org tls://9.9.9.9%dns.quad9.net:8853 [2620:fe::fe]:53 10.0.0.1:5353 {
            except a.example.org b.example.org
            force_tcp
            prefer_udp
            expire 20s
            max_fails 3
            health_check 1s no_rec domain example.com
            policy sequential
            tls ca.crt
            tls_servername dns.example
            max_concurrent 200
            failover SERVFAIL NXDOMAIN
            next REFUSED
            next_on_nodata
            failfast_all_unhealthy_upstreams
            max_idle_conns 4
            max_connect_attempts 5
          }
        }
        """)
            .servers()
            .getFirst()
            .forwards()
            .getFirst();
    assertEquals(
        List.of(
            new Upstream.Server(new InetSocketAddress("9.9.9.9", 8853), true, "dns.quad9.net"),
            new Upstream.Server(new InetSocketAddress("2620:fe::fe", 53), false, ""),
            new Upstream.Server(new InetSocketAddress("10.0.0.1", 5353), false, "")),
        forward.to());
    assertEquals(Duration.ofSeconds(1), forward.checkEvery());
    assertEquals(ForwardDirective.Policy.SEQUENTIAL, forward.policy());
    assertEquals(java.util.Set.of(2, 3), forward.failover());
    assertEquals(java.util.Set.of(5), forward.next());
    assertEquals(dir.resolve("ca.crt").toString(), forward.tls().authority());
  }

  @Test
  void understandsItsOwnBlock() throws IOException {
    OwnRule own =
        read("""
        . {
          binnacle {
            ttl negative 1
            no_ipv6
            cluster_cidr 10.96.0.0/12 10.244.0.0/16
            strangers refuse
            ratelimit 500
            log_sample 100
            service kube-system/coredns
          }
        }
        """)
            .own();
    assertEquals(1, own.negativeTtl());
    assertTrue(own.noIpv6());
    assertEquals(OwnRule.Strangers.REFUSE, own.strangers());
    assertEquals(500, own.rate());
    assertEquals("kube-system/coredns", own.dnsService().toString());
  }

  record Bad(String because, String text, @Nullable String message) {
    @Override
    public String toString() {
      return because;
    }
  }

  static Stream<Bad> bad() {
    return Stream.of(
        new Bad(
            "an unknown directive has a neighbour",
            ". {\n  forwrad . 1.1.1.1\n}",
            "Corefile:2: forwrad: unknown in a server block; did you mean forward?"),
        new Bad(
            "an unknown option has a neighbour",
            ". {\n kubernetes c.l {\n  pod insecure\n }\n}",
            "Corefile:3: pod: unknown in kubernetes; did you mean pods?"),
        new Bad(
            "a TTL out of range",
            ". {\n kubernetes c.l {\n  ttl 9999\n }\n}",
            "Corefile:3: ttl 9999: want whole seconds, 0 to 3600"),
        new Bad(
            "a word for a duration",
            ". {\n health {\n  lameduck 5\n }\n}",
            "Corefile:3: lameduck 5: want a duration such as 5s, 1m30s or 500ms"),
        new Bad(
            "a rewrite is refused with a way out",
            ". {\n rewrite name a b\n}",
            "Corefile:2: rewrite: questions are not rewritten; for another name of a Service use a Service with externalName, for a few addresses hosts"),
        new Bad("no zone before a block", "{\n}", "Corefile:1: want a zone such as .:53 before {"),
        new Bad("a block without end", ". {\n errors\n", "Corefile:1: the { here has no }"),
        new Bad("an end without block", ". {\n}\n}", "Corefile:3: a } that closes nothing"),
        new Bad(
            "quotes without end",
            ". {\n log \"x\n}",
            "Corefile:2: the quoted text that begins here does not end"),
        new Bad(
            "nothing at all",
            "# empty\n",
            "Corefile:1: no server block; want one such as .:53 { … }"),
        new Bad(
            "two blocks for one zone",
            ".:53 {\n}\n. {\n}",
            "Corefile:3: .:53: answered by the block in line 1 already"),
        new Bad(
            "two clusters",
            ".:53 {\n kubernetes a.b\n}\n.:54 {\n kubernetes c.d\n}",
            "Corefile:4: kubernetes: a second one that says something else than the one in line 1; there is one cluster"),
        new Bad(
            "a cluster zone outside of the block",
            "example.org {\n kubernetes cluster.local\n}",
            "Corefile:2: kubernetes cluster.local: cluster.local. is not below example.org., so its names never get here"),
        new Bad(
            "reverse zones alone",
            ". {\n kubernetes in-addr.arpa\n}",
            "Corefile:2: kubernetes in-addr.arpa: want the cluster's domain, such as cluster.local"),
        new Bad(
            "both ways to choose namespaces",
            ". {\n kubernetes c.l {\n namespaces a\n namespace_labels b\n}\n}",
            "Corefile:2: kubernetes c.l: want either namespaces or namespace_labels, not both"),
        new Bad(
            "a second cache",
            ". {\n cache\n cache\n}",
            "Corefile:3: cache: a second one in this block; the first is in line 2"),
        new Bad(
            "an unset variable",
            ". {\n forward . {$NOWHERE}\n}",
            "Corefile:2: {$NOWHERE}: the environment has no variable NOWHERE"),
        new Bad("an import out of the folder", "import ../other\n", null),
        new Bad(
            "an import of nothing",
            "import nothing\n",
            "Corefile:1: import nothing: there is neither a snippet nor a file of this name"),
        new Bad(
            "a snippet that imports itself",
            "(a) {\n import a\n}\n. {\n import a\n}",
            "Corefile:2: import a: imports itself"),
        new Bad(
            "the name of a server",
            ". {\n forward . dns.example\n}",
            "Corefile:2: forward . dns.example: \"dns.example\": want an address, with or without a port, or a file such as /etc/resolv.conf; names of servers are not looked up"),
        new Bad(
            "an upstream over HTTPS",
            ". {\n forward . https://9.9.9.9\n}",
            "Corefile:2: forward . https://9.9.9.9: https://9.9.9.9: want servers over UDP and TCP (no scheme, or dns://) or TLS (tls://)"),
        new Bad(
            "a key over QUIC",
            "quic://. {\n}",
            "Corefile:1: quic://.: want dns:// or tls://, or neither"),
        new Bad(
            "TLS without certificate",
            "tls://. {\n}",
            "Corefile:1: a block with tls:// needs a line: tls CERTIFICATE KEY"),
        new Bad(
            "strangers without a cluster",
            ". {\n binnacle {\n  strangers refuse\n }\n}",
            "Corefile:2: binnacle: strangers needs cluster_cidr, which says who is none"),
        new Bad(
            "a prefetch of everything",
            ". {\n cache {\n  prefetch 1 1m 99%\n }\n}",
            "Corefile:3: prefetch 1 1m 99%: want AMOUNT [DURATION] [PERCENTAGE%] with 10% to 90%"),
        new Bad("a selector that is none", ". {\n kubernetes c.l {\n  labels a=b=c\n }\n}", null),
        new Bad(
            "weighted load balancing",
            ". {\n loadbalance weighted f\n}",
            "Corefile:2: loadbalance weighted f: addresses come in an order of their own for each reply, all alike; take the line out"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void refuses(Bad bad) {
    ConfigException e = assertThrows(ConfigException.class, () -> read(bad.text));
    if (bad.message != null) {
      assertEquals(bad.message, e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"acl", "template", "dnssec", "file", "auto", "etcd", "k8s_external", "view"})
  void refusesWhatIsNotDoneInsteadOfIgnoringIt(String plugin) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> read(". {\n  " + plugin + "\n}\n"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("Corefile:2: " + plugin + ": "));
  }

  @Test
  void saysWhatAConfigurationMeans() throws IOException {
    String report =
        ConfigReport.of(read(STOCK)).stream()
            .flatMap(section ->
                Stream.concat(
                    Stream.of(section.title()),
                    section.rows().stream().map(row -> row.directive() + ": " + row.means())))
            .collect(Collectors.joining("\n"));
    assertTrue(report.contains(".:53"), report);
    assertTrue(report.contains("forward: . to those in /etc/resolv.conf"), report);
    assertTrue(report.contains("ttl 30 s; of what there is not 5 s"), report);
    assertTrue(report.contains("loop: always so: "), report);
  }

  /// Whatever a file holds, reading it ends in a configuration or in one line that names a place.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverFailsInAnyOtherWay(long seed) {
    Random random = new Random(seed);
    String words = STOCK + " import (x) {$A} \" # \\ tls://. 10.0.0.0/9 binnacle transfer autopath";
    for (int i = 0; i < 400; i++) {
      StringBuilder text = new StringBuilder(STOCK);
      for (int cuts = random.nextInt(1, 6); cuts > 0; cuts--) {
        int from = random.nextInt(words.length() - 8);
        text.insert(random.nextInt(text.length()), words, from, from + random.nextInt(8));
        int at = random.nextInt(text.length() - 6);
        text.delete(at, at + random.nextInt(6));
      }
      try {
        DnsConfig _ = Corefile.parse(text.toString(), "Corefile", _ -> null);
      } catch (ConfigException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(":"), e.getMessage());
      }
    }
  }

  private DnsConfig read(String text) throws IOException {
    Path file = dir.resolve("Corefile");
    Files.writeString(file, text);
    return Corefile.load(file, Map.of("UPSTREAM", "10.1.2.3", "ZONE", "c.example")::get);
  }

  private static List<DnsName> names(String... names) {
    return Stream.of(names).map(DnsName::of).toList();
  }

  private static <T> T notNull(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}
