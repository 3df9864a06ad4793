package io.binnacle.proxy.run;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// The figures of one proxy, under kube-proxy's names where it has them.
public final class ProxyMetrics {
  private static final double[] SECONDS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60
  };

  private final PrometheusRegistry registry;
  private final Histogram programming;
  private final Histogram sync;
  private final Gauge lastSync;
  private final Gauge lastQueued;
  private final Gauge noLocalEndpoints;
  private final Counter failures;
  private final Counter rebuilds;
  private final Counter staleFlows;

  /// Registers every figure with `registry`.
  public ProxyMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    programming =
        Histogram.builder()
            .name("kubeproxy_network_programming_duration_seconds")
            .help("From the change of an endpoint's Pod, as its slice says, to the rules in force")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);
    sync =
        Histogram.builder()
            .name("kubeproxy_sync_proxy_rules_duration_seconds")
            .help("One transaction, planning included")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);
    lastSync =
        gauge(
            "kubeproxy_sync_proxy_rules_last_timestamp_seconds",
            "When the rules were last brought up to date");
    lastQueued =
        gauge(
            "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds",
            "When a change was last heard");
    noLocalEndpoints =
        Gauge.builder()
            .name("kubeproxy_sync_proxy_rules_no_local_endpoints_total")
            .help("Service ports with traffic policy Local and no endpoint on this node")
            .labelNames("traffic_policy")
            .register(registry);
    failures =
        counter(
            "kubeproxy_sync_proxy_rules_nftables_sync_failures_total",
            "Transactions that the kernel refused");
    rebuilds =
        Counter.builder()
            .name("binnacle_proxy_rebuilds_total")
            .help("Times the whole table was built anew")
            .labelNames("reason")
            .register(registry);
    staleFlows =
        counter(
            "kubeproxy_conntrack_reconciler_deleted_entries_total",
            "Tracked UDP flows forgotten because their endpoint is gone");
  }

  /// Everything in Prometheus' text format.
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  void programmed(Duration since) {
    programming.observe(Math.max(0, since.toNanos() / 1e9));
  }

  void synced(Duration took, Instant now) {
    sync.observe(took.toNanos() / 1e9);
    lastSync.set(now.toEpochMilli() / 1e3);
  }

  void queued(Instant now) {
    lastQueued.set(now.toEpochMilli() / 1e3);
  }

  void noLocalEndpoints(int internal, int external) {
    noLocalEndpoints.labelValues("internal").set(internal);
    noLocalEndpoints.labelValues("external").set(external);
  }

  void failed() {
    failures.inc();
  }

  void rebuilt(String reason) {
    rebuilds.labelValues(reason).inc();
  }

  void forgot(int flows) {
    staleFlows.inc(flows);
  }

  private Gauge gauge(String name, String help) {
    return Gauge.builder().name(name).help(help).register(registry);
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }
}
