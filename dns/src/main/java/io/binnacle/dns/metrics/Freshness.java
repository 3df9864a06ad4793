package io.binnacle.dns.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// How old what is known of the cluster may be, per kind of object. Any thread.
public final class Freshness implements MetricSource {
  private static final String STALENESS = "binnacle_dns_staleness_seconds";

  private final InstantSource clock;
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  private static final class Kind {
    final LongAdder relists = new LongAdder();
    final LongAdder restarts = new LongAdder();
    volatile @Nullable Instant heard;
  }

  public Freshness(InstantSource clock) {
    this.clock = clock;
  }

  /// An event or a bookmark came in: what is known is of now.
  ///
  /// @param kind the resource, `endpointslices`
  public void heard(String kind) {
    of(kind).heard = clock.instant();
  }

  /// All objects of a kind were read anew.
  public void listed(String kind) {
    Kind of = of(kind);
    of.relists.increment();
    of.heard = clock.instant();
  }

  /// A watch ended and was begun again.
  public void watchRestarted(String kind) {
    of(kind).restarts.increment();
  }

  /// How long nothing has been heard of a kind; null if nothing ever was.
  public @Nullable Duration staleness(String kind) {
    Instant heard = of(kind).heard;
    return heard == null ? null : Duration.between(heard, clock.instant());
  }

  @Override
  public void report(Families to) {
    new TreeMap<>(kinds)
        .forEach((name, kind) -> {
          Duration stale = staleness(name);
          to.gauge(
              STALENESS,
              "Seconds since the last event or bookmark; infinite before the first",
              stale == null ? Double.POSITIVE_INFINITY : stale.toNanos() / 1e9,
              "kind",
              name);
          to.counter(
              "binnacle_dns_relists", "Full lists read", (double) kind.relists.sum(), "kind", name);
          to.counter(
              "binnacle_dns_watch_restarts",
              "Watches that ended and were begun again",
              (double) kind.restarts.sum(),
              "kind",
              name);
        });
  }

  private Kind of(String kind) {
    return kinds.computeIfAbsent(kind, _ -> new Kind());
  }
}
