package io.binnacle.dns.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.config.Corefile;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.ServerConfig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No option of a Corefile is taken and then forgotten: each changes the configuration, or a note says why it need not.
class EveryDirectiveTest {
  private static final String AROUND =
      """
      . {
        kubernetes cluster.local in-addr.arpa {
          pods verified
          KUBERNETES
        }
        forward . 192.0.2.1 192.0.2.2 {
          FORWARD
        }
        cache {
          CACHE
        }
        hosts none {
          192.0.2.3 names.example
          HOSTS
        }
        log {
          LOG
        }
        errors {
          ERRORS
        }
        health {
          HEALTH
        }
        ready {
          READY
        }
        binnacle {
          cluster_cidr 10.244.0.0/16
          BINNACLE
        }
        SERVER
      }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KUBERNETES ttl 7",
        "KUBERNETES namespaces shop",
        "KUBERNETES namespace_labels a=b",
        "KUBERNETES labels a=b",
        "KUBERNETES noendpoints",
        "KUBERNETES endpoint_pod_names",
        "KUBERNETES fallthrough",
        "KUBERNETES fallthrough in-addr.arpa",
        "KUBERNETES kubeconfig some/file there",
        "KUBERNETES endpoint https://192.0.2.9:6443",
        "KUBERNETES ignore empty_service",
        "FORWARD except internal.example",
        "FORWARD force_tcp",
        "FORWARD prefer_udp",
        "FORWARD expire 20s",
        "FORWARD max_fails 5",
        "FORWARD max_concurrent 50",
        "FORWARD policy round_robin",
        "FORWARD health_check 2s",
        "FORWARD next NXDOMAIN",
        "FORWARD failover REFUSED",
        "CACHE success 100",
        "CACHE denial 100 20 2",
        "CACHE prefetch 5 1m 20%",
        "CACHE serve_stale 1h",
        "CACHE servfail 2s",
        "CACHE disable success example",
        "CACHE disable denial example",
        "CACHE keepttl",
        "HOSTS ttl 9",
        "HOSTS no_reverse",
        "HOSTS reload 9s",
        "HOSTS fallthrough",
        "LOG class denial error",
        "LOG minDuration 1s",
        "ERRORS stacktrace",
        "ERRORS consolidate 5m \".*timeout$\" warning show_first",
        "HEALTH lameduck 7s",
        "READY monitor continuously",
        "BINNACLE ttl negative 3",
        "BINNACLE no_ipv6",
        "BINNACLE strangers refuse",
        "BINNACLE cluster_cidr 10.96.0.0/12",
        "BINNACLE ratelimit 100",
        "BINNACLE log_sample 100",
        "BINNACLE service dns/dns",
        "SERVER prometheus :9153",
        "SERVER reload 10s 2s",
        "SERVER bind 127.0.0.1",
        "SERVER autopath @kubernetes",
        "SERVER bufsize 4096",
        "SERVER nsid me",
        "SERVER loop",
        "SERVER loadbalance",
        "SERVER any",
        "SERVER cancel",
        "SERVER debug",
        "SERVER metadata",
        "SERVER multisocket 2",
        "SERVER minimal",
        "SERVER tls cert.pem key.pem",
        "SERVER transfer { to 192.0.2.8\n }",
        "SERVER transfer { to 192.0.2.8 192.0.2.9\n }",
      })
  void changesSomethingOrIsNoted(String option) throws Exception {
    int space = option.indexOf(' ');
    DnsConfig without = read("", "");
    DnsConfig with = read(option.substring(0, space), option.substring(space + 1));
    List<ServerConfig.Note> notes = with.servers().getFirst().notes();
    boolean noted = !notes.equals(without.servers().getFirst().notes());
    if (!noted) {
      assertNotEquals(without.toString(), with.toString(), option);
    }
    notes.forEach(note -> assertTrue(!note.why().isEmpty(), option));
    assertEquals(
        with.toString(), read(option.substring(0, space), option.substring(space + 1)).toString());
  }

  private static DnsConfig read(String where, String option) throws Exception {
    String text =
        where.isEmpty()
            ? AROUND
            : AROUND.replace(where + "\n", option.replace(" {", " {\n") + "\n");
    return Corefile.parse(text.replaceAll("(?m)^ *[A-Z]{3,}\n", ""), "Corefile", _ -> null);
  }
}
