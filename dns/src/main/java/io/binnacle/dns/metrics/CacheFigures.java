package io.binnacle.dns.metrics;

import io.binnacle.dns.cache.CacheEvents;
import io.binnacle.dns.cache.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToIntFunction;

/// What the cache of outside names does, under CoreDNS's names. Any thread; an event costs one addition.
@SuppressWarnings("EnumOrdinal") // indexes arrays that never leave this class
public final class CacheFigures implements CacheEvents, MetricSource {
  private final String[] labels;
  private final LongAdder[] hits = adders();
  private final LongAdder[] evictions = adders();
  private final LongAdder misses = new LongAdder();
  private final LongAdder prefetches = new LongAdder();
  private final LongAdder drops = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private volatile ToIntFunction<Kind> entries = _ -> 0;

  /// @param server as CoreDNS names it, `dns://:53`
  /// @param zone what the cache is for, `.`
  public CacheFigures(String server, String zone) {
    labels = new String[] {"server", server, "zones", zone, "view", ""};
  }

  /// From now on, asks `count` at every scrape how many answers of a kind are kept.
  public void entries(ToIntFunction<Kind> count) {
    entries = count;
  }

  @Override
  public void hit(Kind kind) {
    hits[kind.ordinal()].increment();
  }

  @Override
  public void miss() {
    misses.increment();
  }

  @Override
  public void prefetch() {
    prefetches.increment();
  }

  @Override
  public void dropped() {
    drops.increment();
  }

  @Override
  public void servedStale() {
    stale.increment();
  }

  @Override
  public void evicted(Kind kind) {
    evictions[kind.ordinal()].increment();
  }

  @Override
  public void report(Families to) {
    long asked = misses.sum();
    for (Kind kind : Kind.values()) {
      String type = kind.name().toLowerCase(Locale.ROOT);
      asked += hits[kind.ordinal()].sum();
      to.counter(
          "coredns_cache_hits",
          "Questions answered from memory",
          (double) hits[kind.ordinal()].sum(),
          with(type));
      to.counter(
          "coredns_cache_evictions",
          "Answers forgotten for want of room",
          (double) evictions[kind.ordinal()].sum(),
          with(type));
      to.gauge("coredns_cache_entries", "Answers kept", entries.applyAsInt(kind), with(type));
    }
    to.counter("coredns_cache_requests", "Questions the cache was asked", (double) asked, labels);
    count(to, "coredns_cache_misses", "Questions not answered from memory", misses);
    count(to, "coredns_cache_prefetch", "Answers asked for again before they expired", prefetches);
    count(to, "coredns_cache_drops", "Malformed answers, not kept", drops);
    count(to, "coredns_cache_served_stale", "Answers given that had expired", stale);
  }

  private void count(Families to, String name, String help, LongAdder value) {
    to.counter(name, help, (double) value.sum(), labels);
  }

  private String[] with(String type) {
    return new String[] {"server", labels[1], "type", type, "zones", labels[3], "view", labels[5]};
  }

  private static LongAdder[] adders() {
    LongAdder[] adders = new LongAdder[Kind.values().length];
    Arrays.setAll(adders, _ -> new LongAdder());
    return adders;
  }
}
