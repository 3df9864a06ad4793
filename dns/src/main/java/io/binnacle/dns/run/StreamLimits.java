package io.binnacle.dns.run;

import java.time.Duration;

/// What connections may cost.
///
/// @param connections how many may be open; one more closes the one that has been idle for longest, ≥ 1
/// @param perSource how many of them one IPv4 address or one IPv6 /64 may have, ≥ 1
/// @param inFlight how many queries of a connection are worked on at once before no more is read from it, ≥ 1
/// @param idle how long one may do nothing (RFC 7766 §6.2.3) while at most half of them are open; shorter when more are, down to a
///     tenth
public record StreamLimits(int connections, int perSource, int inFlight, Duration idle) {
  /// 16,000 connections, three quarters of them by one source at most, 64 queries at once, ten seconds.
  public static final StreamLimits DEFAULT =
      new StreamLimits(16_000, 12_000, 64, Duration.ofSeconds(10));

  public StreamLimits {
    if (connections < 1 || perSource < 1 || inFlight < 1 || !idle.isPositive()) {
      throw new IllegalArgumentException(
          "limits of connections are positive, not "
              + connections
              + ", "
              + perSource
              + ", "
              + inFlight
              + " and "
              + idle);
    }
  }

  /// How long a connection may be idle when so many are open.
  Duration idle(int open) {
    int half = connections / 2;
    if (open <= half) {
      return idle;
    }
    double crowded = Math.min(1, (double) (open - half) / (connections - half));
    return Duration.ofNanos((long) (idle.toNanos() * (1 - 0.9 * crowded)));
  }
}
