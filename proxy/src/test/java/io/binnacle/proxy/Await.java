package io.binnacle.proxy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what real sockets and real kernels do in their own time.
public final class Await {
  private Await() {}

  /// Waits up to ten seconds.
  public static void until(String what, BooleanSupplier goal) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!goal.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within ten seconds: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
