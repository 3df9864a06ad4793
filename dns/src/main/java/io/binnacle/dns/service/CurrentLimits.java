package io.binnacle.dns.service;

import io.binnacle.dns.config.OwnRule;
import io.binnacle.dns.limit.LimitsByNetwork;
import io.binnacle.dns.limit.Networks;
import io.binnacle.dns.limit.Rate;
import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.limit.TokenBuckets;
import java.security.SecureRandom;

/// How much one source may ask, by the configuration in force. The cluster's own clients may ask as much as they like; where its
/// ranges are not known, everybody is limited.
final class CurrentLimits implements SourceLimits {
  /// Sources in debt that are told apart: half a megabyte.
  private static final int SOURCES = 1 << 16;

  private static final int MOST = 100_000;

  private volatile SourceLimits now = SourceLimits.NONE;
  private int rate;

  /// A configuration takes over; whoever was in debt starts anew if the rate has changed.
  synchronized void use(OwnRule own) {
    int wanted = Math.min(own.rate(), MOST);
    if (wanted == 0) {
      now = SourceLimits.NONE;
    } else {
      SourceLimits strangers =
          wanted == rate && now instanceof LimitsByNetwork before
              ? before.forStrangers()
              : new TokenBuckets(new Rate(wanted, wanted), SOURCES, new SecureRandom().nextLong());
      now = new LimitsByNetwork(Networks.of(own.clusterRanges()), SourceLimits.NONE, strangers);
    }
    rate = wanted;
  }

  @Override
  public boolean admit(long high, long low, long nanos) {
    return now.admit(high, low, nanos);
  }
}
