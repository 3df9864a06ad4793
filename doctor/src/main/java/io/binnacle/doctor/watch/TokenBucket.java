package io.binnacle.doctor.watch;

import java.time.Duration;
import java.time.Instant;

/// How often something may be done: at once as often as the bucket holds tokens, then as fast as they come back. For one thread.
final class TokenBucket {
  private final int capacity;
  private final Duration each;
  private Instant full = Instant.MIN;

  /// @param capacity how many at once, 1 or more
  /// @param each how long it takes for one to come back
  TokenBucket(int capacity, Duration each) {
    this.capacity = capacity;
    this.each = each;
  }

  /// Takes a token if there is one.
  boolean take(Instant now) {
    if (!has(now)) {
      return false;
    }
    full = (isFull(now) ? now : full).plus(each);
    return true;
  }

  /// Whether there is one to take.
  boolean has(Instant now) {
    return isFull(now) || !full.plus(each).isAfter(now.plus(each.multipliedBy(capacity)));
  }

  /// Whether nothing was taken lately.
  boolean isFull(Instant now) {
    return !full.isAfter(now);
  }
}
