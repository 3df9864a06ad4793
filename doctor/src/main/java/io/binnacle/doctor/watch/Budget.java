package io.binnacle.doctor.watch;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The time there is for one piece of advice.
final class Budget {
  static final Duration OF_WRITE = Duration.ofMillis(5);

  private final LongSupplier nanos;
  private final long begun;
  private final Duration all;

  /// @param nanos a clock that only goes forward, as [System#nanoTime]
  Budget(LongSupplier nanos, Duration all) {
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
    this.all = all;
  }

  boolean isSpent() {
    return nanos.getAsLong() - begun > all.toNanos();
  }
}
