package io.binnacle.dns.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one scrape says, put together value by value. Values with the same name and labels are summed, labels are made harmless.
public final class Families {
  private static final int MAX_LABEL = 255;

  private record Key(String name, String help) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return name.compareTo(other.name);
    }
  }

  private static final class Bins {
    final double[] bounds;
    final long[] counts;
    double sum;

    Bins(double[] bounds) {
      this.bounds = bounds;
      this.counts = new long[bounds.length + 1];
    }
  }

  private final Map<Key, Map<Labels, Double>> counters = new TreeMap<>();
  private final Map<Key, Map<Labels, Double>> gauges = new TreeMap<>();
  private final Map<Key, Map<Labels, Bins>> histograms = new TreeMap<>();
  private final List<InfoSnapshot> infos = new ArrayList<>();

  /// Adds to a counter.
  ///
  /// @param name without `_total`
  /// @param labels name, value, name, value
  public void counter(String name, String help, double value, String... labels) {
    counters
        .computeIfAbsent(new Key(name, help), _ -> new TreeMap<>())
        .merge(labels(labels), value, Double::sum);
  }

  /// Adds to a gauge.
  public void gauge(String name, String help, double value, String... labels) {
    gauges
        .computeIfAbsent(new Key(name, help), _ -> new TreeMap<>())
        .merge(labels(labels), value, Double::sum);
  }

  /// A constant 1 that carries `labels`.
  ///
  /// @param name without `_info`
  public void info(String name, String help, String... labels) {
    infos.add(InfoSnapshot.builder().name(name).help(help).dataPoint(point(labels)).build());
  }

  /// Adds to a histogram.
  ///
  /// @param bounds upper, ascending, without the infinite one
  /// @param counts not cumulative, one more than bounds
  public void histogram(
      String name, String help, double[] bounds, long[] counts, double sum, String... labels) {
    Bins to =
        histograms
            .computeIfAbsent(new Key(name, help), _ -> new TreeMap<>())
            .computeIfAbsent(labels(labels), _ -> new Bins(bounds));
    for (int i = 0; i < counts.length; i++) {
      to.counts[i] += counts[i];
    }
    to.sum += sum;
  }

  MetricSnapshots build() {
    List<MetricSnapshot> all = new ArrayList<>(infos);
    counters.forEach((key, values) ->
        all.add(
            new CounterSnapshot(
                new MetricMetadata(key.name, key.help),
                values.entrySet().stream()
                    .map(e -> new CounterDataPointSnapshot(e.getValue(), e.getKey(), null, 0))
                    .toList())));
    gauges.forEach((key, values) ->
        all.add(
            new GaugeSnapshot(
                new MetricMetadata(key.name, key.help),
                values.entrySet().stream()
                    .map(e -> new GaugeDataPointSnapshot(e.getValue(), e.getKey(), null))
                    .toList())));
    histograms.forEach((key, values) ->
        all.add(
            new HistogramSnapshot(
                new MetricMetadata(key.name, key.help),
                values.entrySet().stream().map(e -> point(e.getKey(), e.getValue())).toList())));
    return new MetricSnapshots(all);
  }

  private static HistogramDataPointSnapshot point(Labels labels, Bins from) {
    double[] bounds = Arrays.copyOf(from.bounds, from.bounds.length + 1);
    bounds[from.bounds.length] = Double.POSITIVE_INFINITY;
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, from.counts))
        .sum(from.sum)
        .labels(labels)
        .build();
  }

  private static InfoSnapshot.InfoDataPointSnapshot point(String... labels) {
    return InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels(labels)).build();
  }

  /// Values may come from the network: cut, and without control characters or halves of surrogate pairs.
  private static Labels labels(String... namesAndValues) {
    String[] clean = namesAndValues.clone();
    for (int i = 1; i < clean.length; i += 2) {
      clean[i] = harmless(clean[i]);
    }
    return Labels.of(clean);
  }

  private static String harmless(String value) {
    boolean fine = value.length() <= MAX_LABEL && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (fine) {
      return value;
    }
    return value
        .codePoints()
        .limit(MAX_LABEL)
        .map(c -> Character.isISOControl(c) || (c >= 0xd800 && c <= 0xdfff) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
