package io.binnacle.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for what another process will have done in a moment.
final class Patience {
  private static final Duration BETWEEN = Duration.ofMillis(5);

  private Patience() {}

  /// Looks again and again until `there` says yes.
  ///
  /// @throws AssertionError saying `what` did not come true in time
  static void await(String what, Duration atMost, BooleanSupplier there) {
    await(what, atMost, there, () -> "");
  }

  /// The same, with what can be said about it then.
  static void await(
      String what, Duration atMost, BooleanSupplier there, Supplier<String> situation) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + atMost + ": " + what + "\n" + situation.get());
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
