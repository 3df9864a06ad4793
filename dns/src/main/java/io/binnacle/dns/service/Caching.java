package io.binnacle.dns.service;

import io.binnacle.dns.cache.CacheConfig;
import io.binnacle.dns.cache.CacheConfig.Prefetch;
import io.binnacle.dns.cache.CacheConfig.ServeStale;
import io.binnacle.dns.cache.CacheConfig.Share;
import io.binnacle.dns.config.CacheRule;
import io.binnacle.dns.config.CacheRule.Kept;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the directive `cache` means for the cache.
final class Caching {
  /* The cache counts octets, a Corefile answers; an answer with its name and overhead takes about so many. */
  private static final long OCTETS_PER_ANSWER = 500;

  private Caching() {}

  /// @param success whether answers are kept
  /// @param denial whether denials are
  static CacheConfig config(CacheRule rule, boolean success, boolean denial) {
    CacheRule.Prefetch prefetch = rule.prefetch();
    return new CacheConfig(
        share(rule.success(), success),
        share(rule.denial(), denial),
        rule.servfail(),
        prefetch == null
            ? Prefetch.OFF
            : new Prefetch(prefetch.amount(), prefetch.gap(), prefetch.percent()),
        stale(rule.stale()),
        rule.keepTtl(),
        CacheConfig.DEFAULT.maxWaiting());
  }

  /// Nothing is kept; who asks the same at the same time still shares one question.
  static CacheConfig nothing() {
    Share none = new Share(0, 0, 0);
    CacheConfig usual = CacheConfig.DEFAULT;
    return new CacheConfig(
        none, none, Duration.ZERO, Prefetch.OFF, ServeStale.OFF, false, usual.maxWaiting());
  }

  private static Share share(Kept kept, boolean any) {
    return new Share(any ? kept.capacity() * OCTETS_PER_ANSWER : 0, kept.minTtl(), kept.maxTtl());
  }

  private static ServeStale stale(CacheRule.@Nullable Stale told) {
    if (told == null) {
      return ServeStale.DEFAULT;
    }
    return told.immediate()
        ? ServeStale.immediate(told.upTo())
        : ServeStale.verify(told.upTo(), told.patience());
  }
}
