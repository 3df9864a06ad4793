package io.binnacle.dns.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.cache.Kind;
import io.binnacle.dns.forward.Upstream;
import io.binnacle.dns.metrics.CounterBlock.Path;
import io.binnacle.dns.metrics.ProgrammingTimes.ServiceKind;
import io.binnacle.dns.name.DnsName;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every figure that CoreDNS's usual dashboards and alerts ask for is there after a few queries, with the labels they group by.
class DashboardTest {
  private static String text = "";

  @BeforeAll
  static void someQueries() {
    DnsMetrics metrics = new DnsMetrics("cluster.local.");
    CounterBlock udp = metrics.ofThread("dns://:53", "udp", Path.FAST);
    udp.answered(1, 0, 60, 120);
    udp.took(10_000, 1);
    CacheFigures cache = new CacheFigures("dns://:53", ".");
    cache.hit(Kind.SUCCESS);
    cache.miss();
    ForwardFigures forward = new ForwardFigures();
    Upstream upstream = Upstream.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
    forward.request(upstream, 0, 1_000_000);
    forward.connection(upstream, Upstream.Protocol.UDP, true);
    forward.connection(upstream, Upstream.Protocol.UDP, false);
    forward.loop(upstream, DnsName.ROOT, false);
    ProgrammingTimes programming = new ProgrammingTimes();
    programming.visible(
        ServiceKind.CLUSTER_IP,
        Instant.ofEpochSecond(100),
        Instant.ofEpochSecond(101),
        Instant.ofEpochSecond(102));
    ServerFigures server = new ServerFigures("0.1.0", "");
    server.configured("dns://:53", ".", "abc", List.of("kubernetes", "forward"));
    RestClientTimes rest = new RestClientTimes("10.96.0.1:443");
    rest.answered("GET", 200, 5_000_000);
    List.of(cache, forward, programming, server, rest).forEach(metrics::add);
    text = metrics.text(new PrometheusRegistry());
  }

  @ParameterizedTest(name = "{0} by {1}")
  @CsvSource({
    "coredns_build_info, version revision goversion",
    "coredns_panics_total, ''",
    "coredns_plugin_enabled, server zone view name",
    "coredns_dns_requests_total, server zone view proto family type",
    "coredns_dns_do_requests_total, server zone view",
    "coredns_dns_responses_total, server zone view rcode plugin",
    "coredns_dns_request_duration_seconds_bucket, server zone view le",
    "coredns_dns_request_duration_seconds_sum, server zone view",
    "coredns_dns_request_duration_seconds_count, server zone view",
    "coredns_dns_request_size_bytes_bucket, server zone view proto le",
    "coredns_dns_response_size_bytes_bucket, server zone view proto le",
    "coredns_kubernetes_dns_programming_duration_seconds_bucket, service_kind le",
    "coredns_kubernetes_rest_client_requests_total, code method host",
    "coredns_kubernetes_rest_client_request_duration_seconds_bucket, verb host le",
    "coredns_cache_entries, server type zones view",
    "coredns_cache_hits_total, server type zones view",
    "coredns_cache_misses_total, server zones view",
    "coredns_cache_requests_total, server zones view",
    "coredns_cache_prefetch_total, server zones view",
    "coredns_cache_drops_total, server zones view",
    "coredns_cache_served_stale_total, server zones view",
    "coredns_cache_evictions_total, server type zones view",
    "coredns_forward_healthcheck_broken_total, ''",
    "coredns_forward_max_concurrent_rejects_total, ''",
    "coredns_proxy_request_duration_seconds_bucket, proxy_name to rcode le",
    "coredns_proxy_request_duration_seconds_count, proxy_name to rcode",
    "coredns_proxy_healthcheck_failures_total, proxy_name to",
    "coredns_proxy_conn_cache_hits_total, proxy_name to proto",
    "coredns_proxy_conn_cache_misses_total, proxy_name to proto",
    "coredns_forward_requests_total, to",
    "coredns_forward_responses_total, to rcode",
    "coredns_forward_request_duration_seconds_bucket, to rcode le",
    "coredns_forward_healthcheck_failures_total, to",
    "coredns_reload_failed_total, ''",
    "coredns_reload_version_info, hash value",
    "coredns_autopath_success_total, server",
    "binnacle_dns_programming_duration_seconds_bucket, service_kind le",
    "binnacle_dns_forward_up, to"
  })
  void isThere(String name, String labels) {
    Set<String> wanted = new TreeSet<>(Arrays.asList(labels.split(" ")));
    wanted.remove("");
    Matcher line = Pattern.compile("(?m)^" + name + "(?:\\{(.*)})? \\S+$").matcher(text);
    assertTrue(line.find(), () -> name + " is not in\n" + text);
    Set<String> found = new TreeSet<>();
    Matcher label =
        Pattern.compile("([a-z_]+)=\"").matcher(line.group(1) == null ? "" : line.group(1));
    while (label.find()) {
      found.add(label.group(1));
    }
    assertTrue(found.equals(wanted), () -> name + " has " + found);
  }
}
