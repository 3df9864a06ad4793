package io.binnacle.node.probe;

import java.net.SocketTimeoutException;
import java.time.Duration;

/// The end of what a run may take, on the monotonic clock.
///
/// @param nanos of [System#nanoTime]
record Deadline(long nanos) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /// What is left, in milliseconds, at least 1.
  ///
  /// @throws SocketTimeoutException if nothing is left
  int left() throws SocketTimeoutException {
    long left = (nanos - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("deadline exceeded");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }
}
