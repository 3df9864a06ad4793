package io.binnacle.dns.metrics;

import io.binnacle.client.cache.Follower;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// How old what is known of the cluster may be, per kind of object.
public final class Freshness implements MetricSource {
  private final InstantSource clock;
  private final Supplier<List<Follower.Health>> health;

  /// @param health how the following goes, kind by kind; asked at every scrape
  public Freshness(InstantSource clock, Supplier<List<Follower.Health>> health) {
    this.clock = clock;
    this.health = health;
  }

  @Override
  public void report(Families to) {
    Instant now = clock.instant();
    for (Follower.Health kind : health.get()) {
      String name = kind.resource().plural();
      boolean never = kind.heard().equals(Instant.EPOCH);
      to.gauge(
          "binnacle_dns_staleness_seconds",
          "Seconds since the last event or bookmark; infinite before the first",
          never ? Double.POSITIVE_INFINITY : Duration.between(kind.heard(), now).toNanos() / 1e9,
          "kind",
          name);
      to.counter("binnacle_dns_relists", "Full lists read", (double) kind.lists(), "kind", name);
      to.counter(
          "binnacle_dns_watch_restarts",
          "Lists and watches that failed or ended, and were begun again",
          (double) kind.breaks(),
          "kind",
          name);
    }
  }
}
