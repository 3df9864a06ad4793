package io.binnacle.dns.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// One rate for every source, counted in a table of fixed size. A source is an IPv4 address or the first 64 bits of an IPv6
/// one.
///
/// Who keeps to the rate is answered, whatever others send: a query is refused only on the debt that its own source has run up,
/// or another that falls into the same set of 8 buckets and has the same 24 bits of hash, which happens to less than one source
/// in two million and cannot be brought about without the seed. A table full of debtors errs to the other side: a source it
/// cannot take up is answered. Somebody who sends in another's name spends that one's allowance; no table helps against that,
/// cookies do (RFC 7873).
public final class TokenBuckets implements SourceLimits {
  /* A bucket is a long: 24 bits of hash, 40 bits of the time at which its debt is paid off (the virtual scheduling of GCRA), in
   * units of 1024 ns, wrapping every 13 days. A debt never reaches further ahead than a burst, so whatever seems to lie further
   * ahead lies behind: the bucket is free, and so is one whose debt is paid, because a full bucket and none at all are the
   * same. Threads race: a lost store forgives one query. Rejected: a bucket per hash without a tag
   * (spoofed floods fill it, and everybody is refused), evicting the smallest debt (a flood then washes out its own debts). */
  private static final VarHandle BUCKETS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int WAYS = 8;
  private static final int TIME_BITS = 40, UNIT_SHIFT = 10;
  private static final long TIME_MASK = (1L << TIME_BITS) - 1;

  private final long[] buckets;
  private final int setMask;
  private final long seed;
  private final long interval;
  private final long window;

  /// @param rate what each source may send
  /// @param sources how many sources in debt are kept apart; rounded up to 8 times a power of two; 8 octets each
  /// @param seed a secret: who knows it can aim at others
  public TokenBuckets(Rate rate, int sources, long seed) {
    if (sources < 1 || sources > 1 << 26) {
      throw new IllegalArgumentException("sources out of 1..67108864: " + sources);
    }
    int sets = Integer.highestOneBit(2 * Math.ceilDiv(sources, WAYS) - 1);
    this.buckets = new long[sets * WAYS];
    this.setMask = sets - 1;
    this.seed = seed;
    this.interval = Math.max(1, (1_000_000_000L / rate.perSecond()) >> UNIT_SHIFT);
    this.window = interval * rate.burst();
  }

  @Override
  public boolean admit(long high, long low, long nanos) {
    long hash = hash(high != 0 ? high : low);
    int set = ((int) hash & setMask) * WAYS;
    long tag = hash & ~TIME_MASK;
    long now = (nanos >> UNIT_SHIFT) & TIME_MASK;
    for (int i = set; i < set + WAYS; i++) {
      long bucket = (long) BUCKETS.getOpaque(buckets, i);
      if ((bucket & ~TIME_MASK) == tag) {
        long debt = debt(bucket, now);
        if (debt > 0) {
          return spend(i, tag, now, debt);
        }
      }
    }
    for (int i = set; i < set + WAYS; i++) {
      if (debt((long) BUCKETS.getOpaque(buckets, i), now) == 0) {
        return spend(i, tag, now, 0);
      }
    }
    return true;
  }

  /// What a bucket owes, in units of time; 0 if it is free.
  private long debt(long bucket, long now) {
    long ahead = (bucket - now) & TIME_MASK;
    return ahead > window ? 0 : ahead;
  }

  private boolean spend(int bucket, long tag, long now, long debt) {
    if (debt + interval > window) {
      return false;
    }
    BUCKETS.setOpaque(buckets, bucket, tag | ((now + debt + interval) & TIME_MASK));
    return true;
  }

  /// Multiply and fold, twice; the seed goes in first, so that sets and tags cannot be foreseen.
  private long hash(long source) {
    long h = (source ^ seed) * 0x9e37_79b9_7f4a_7c15L;
    h = (h ^ h >>> 32 ^ seed << 1) * 0xd6e8_feb8_6659_fd93L;
    return h ^ h >>> 29;
  }
}
