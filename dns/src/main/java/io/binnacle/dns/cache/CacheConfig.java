package io.binnacle.dns.cache;

import java.time.Duration;

/// How much is kept and for how long: what the `cache` block of a Corefile says.
///
/// @param success answers
/// @param denial "there is no such name" and "there is nothing of this type", and failures
/// @param failureTtl how long a SERVFAIL or NOTIMP of a server is believed, 0 s..5 min (RFC 2308 §7); 0 is not at all
/// @param prefetch what is asked again before it expires
/// @param serveStale what happens to answers that have outlived their TTL
/// @param keepTtl whether TTLs are sent as they came instead of counted down
/// @param maxWaiting questions that may wait for other servers at once; the next one is refused
public record CacheConfig(
    Share success,
    Share denial,
    Duration failureTtl,
    Prefetch prefetch,
    ServeStale serveStale,
    boolean keepTtl,
    int maxWaiting) {
  private static final Duration MAX_FAILURE_TTL = Duration.ofMinutes(5);

  /// What a server does that is not told otherwise.
  public static final CacheConfig DEFAULT =
      new CacheConfig(
          new Share(16L << 20, 5, 3_600),
          new Share(4L << 20, 5, 1_800),
          Duration.ofSeconds(5),
          Prefetch.OFF,
          ServeStale.DEFAULT,
          false,
          10_000);

  public CacheConfig {
    if (failureTtl.isNegative() || failureTtl.compareTo(MAX_FAILURE_TTL) > 0) {
      throw new IllegalArgumentException("failures kept for " + failureTtl + ", want 0 s to 5 min");
    }
    if (maxWaiting < 1) {
      throw new IllegalArgumentException("room for " + maxWaiting + " waiting questions, want ≥ 1");
    }
  }

  /// The share of one kind of answer.
  ///
  /// @param capacity octets it may take, overhead included; 0 keeps nothing of the kind
  /// @param minTtl seconds it is kept at least, 0..maxTtl, even if its server says less
  /// @param maxTtl seconds it is kept at most, however much its server says
  public record Share(long capacity, int minTtl, int maxTtl) {
    public Share {
      if (capacity < 0 || minTtl < 0 || maxTtl < minTtl) {
        throw new IllegalArgumentException(
            capacity + " octets for " + minTtl + " to " + maxTtl + " s, want 0 ≤ min ≤ max");
      }
    }
  }

  /// Popular answers are asked for again while they are still good.
  ///
  /// @param amount questions that make an answer popular; 0 turns it off
  /// @param gap a pause between two questions after which counting starts again
  /// @param percentage of the TTL that is left when it is asked again, 1..100
  public record Prefetch(int amount, Duration gap, int percentage) {
    /// Nothing is asked before somebody wants to know it.
    public static final Prefetch OFF = new Prefetch(0, Duration.ofMinutes(1), 10);

    public Prefetch {
      if (amount < 0 || percentage < 1 || percentage > 100) {
        throw new IllegalArgumentException(
            "prefetch after " + amount + " questions at " + percentage + " %");
      }
    }
  }

  /// What happens to an answer that has outlived its TTL (RFC 8767).
  ///
  /// @param keep how long it may still serve; 0 is not at all
  /// @param mode what is tried first
  /// @param patience how long [Mode#VERIFY] waits for the other servers before the old answer goes out; 0 waits for
  ///     as long as they take
  /// @param recheck after a failure nobody is asked for that name again for this long (RFC 8767 §5: 30 s)
  /// @param ttl seconds an old answer is to be kept by who gets it
  public record ServeStale(Duration keep, Mode mode, Duration patience, Duration recheck, int ttl) {
    /// What is tried first.
    public enum Mode {
      /// Other servers are asked; the old answer is for when they do not help.
      VERIFY,
      /// The old answer goes out, and other servers are asked behind it.
      IMMEDIATE
    }

    private static final Duration RECHECK = Duration.ofSeconds(30);
    private static final int TTL = 30;

    /// As RFC 8767 §5 recommends: other servers get 1.8 s, then the old answer goes out, up to 1 h after its time.
    public static final ServeStale DEFAULT = verify(Duration.ofHours(1), Duration.ofMillis(1_800));

    /// Old answers are never given.
    public static final ServeStale OFF = verify(Duration.ZERO, Duration.ZERO);

    public ServeStale {
      if (keep.isNegative() || patience.isNegative() || recheck.isNegative() || ttl < 0) {
        throw new IllegalArgumentException("a negative time for stale answers");
      }
    }

    /// `serve_stale KEEP verify PATIENCE`.
    public static ServeStale verify(Duration keep, Duration patience) {
      return new ServeStale(keep, Mode.VERIFY, patience, RECHECK, TTL);
    }

    /// `serve_stale KEEP immediate`. The TTL is 0: a new answer is on its way.
    public static ServeStale immediate(Duration keep) {
      return new ServeStale(keep, Mode.IMMEDIATE, Duration.ZERO, RECHECK, 0);
    }
  }
}
