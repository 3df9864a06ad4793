package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The directive `cache`: how long answers of others are kept. Names of the cluster never are: they are in memory already.
///
/// @param zones for names below these; empty for all of the block
/// @param success positive answers
/// @param denial negative ones
/// @param noSuccess zones whose positive answers are not kept
/// @param noDenial zones whose negative answers are not kept
/// @param prefetch null for none
/// @param stale null if an answer is never given after its time
/// @param servfail how long a failure is kept, 0 s to 5 min
/// @param keepTtl whether clients get the TTL as it came
public record CacheRule(
    List<DnsName> zones,
    Kept success,
    Kept denial,
    List<DnsName> noSuccess,
    List<DnsName> noDenial,
    @Nullable Prefetch prefetch,
    @Nullable Stale stale,
    Duration servfail,
    boolean keepTtl) {

  /// How many, and how long.
  ///
  /// @param capacity answers, ≥ 1
  /// @param maxTtl seconds
  /// @param minTtl seconds
  public record Kept(int capacity, int maxTtl, int minTtl) {}

  /// When an answer is fetched anew before its time.
  ///
  /// @param amount so many queries make it popular
  /// @param gap that came with no longer gaps between them
  /// @param percent of its TTL left, 10..90
  public record Prefetch(int amount, Duration gap, int percent) {}

  /// How answers are given after their time.
  ///
  /// @param upTo how long after
  /// @param immediate whether before others are asked
  /// @param patience how long others are waited for first; zero for the whole time a query has
  public record Stale(Duration upTo, boolean immediate, Duration patience) {}

  /// Copies the lists.
  public CacheRule {
    zones = List.copyOf(zones);
    noSuccess = List.copyOf(noSuccess);
    noDenial = List.copyOf(noDenial);
  }
}
