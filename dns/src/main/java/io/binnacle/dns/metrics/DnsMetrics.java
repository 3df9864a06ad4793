package io.binnacle.dns.metrics;

import io.binnacle.dns.metrics.CounterBlock.Path;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// All figures of the DNS: hands out the counters, and sums them when somebody scrapes. Any thread.
///
/// Names and labels of the `coredns_` figures are CoreDNS 1.14's; ours begin with `binnacle_dns_`.
public final class DnsMetrics implements MultiCollector {
  private final String clusterDomain;
  private final List<MetricSource> sources = new CopyOnWriteArrayList<>();

  /* Guarded by this. A block that is given back is kept as a plain sum, so that a reload neither loses counts nor keeps
   * arrays of threads that have ended. */
  private final List<Block> live = new ArrayList<>();
  private final List<QueryFamilies.Sums> retired = new ArrayList<>();

  private record Block(String server, CounterBlock counters) {}

  /// @param clusterDomain the cluster zone with its closing dot, as a label shows it
  public DnsMetrics(String clusterDomain) {
    this.clusterDomain = clusterDomain;
  }

  /// Counters for one thread, which alone may write them.
  ///
  /// @param server as CoreDNS names it, `dns://:53`
  /// @param proto `udp` or `tcp`
  public CounterBlock ofThread(String server, String proto, Path path) {
    return add(server, new CounterBlock(proto, path, false));
  }

  /// Counters that any thread may write.
  ///
  /// @param server as CoreDNS names it, `dns://:53`
  /// @param proto `udp` or `tcp`
  public CounterBlock shared(String server, String proto, Path path) {
    return add(server, new CounterBlock(proto, path, true));
  }

  /// Takes counters back when their thread has ended. What they have counted stays counted.
  public synchronized void retire(CounterBlock counters) {
    live.stream()
        .filter(block -> block.counters == counters)
        .findFirst()
        .ifPresent(block -> {
          live.remove(block);
          sumsFor(retired, block).add(counters);
        });
  }

  /// Shows the figures of `source` too.
  public void add(MetricSource source) {
    sources.add(source);
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    for (QueryFamilies.Sums sums : sums()) {
      QueryFamilies.report(sums, clusterDomain, families);
    }
    for (MetricSource source : sources) {
      source.report(families);
    }
    return families.build();
  }

  /// Everything in Prometheus' text format.
  ///
  /// @param others what else this process shows
  public String text(PrometheusRegistry others) {
    List<MetricSnapshots> all = List.of(collect(), others.scrape());
    MetricSnapshots.Builder both = MetricSnapshots.builder();
    all.forEach(snapshots -> snapshots.forEach(both::metricSnapshot));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, both.build());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private synchronized CounterBlock add(String server, CounterBlock counters) {
    live.add(new Block(server, counters));
    return counters;
  }

  private synchronized List<QueryFamilies.Sums> sums() {
    List<QueryFamilies.Sums> sums = new ArrayList<>();
    retired.forEach(past -> sums.add(past.copy()));
    live.forEach(block -> sumsFor(sums, block).add(block.counters));
    return sums;
  }

  private static QueryFamilies.Sums sumsFor(List<QueryFamilies.Sums> sums, Block block) {
    for (QueryFamilies.Sums each : sums) {
      if (each.isOf(block.server, block.counters)) {
        return each;
      }
    }
    QueryFamilies.Sums fresh = QueryFamilies.Sums.of(block.server, block.counters);
    sums.add(fresh);
    return fresh;
  }
}
