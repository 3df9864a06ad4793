package io.binnacle.dns;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Proves that a piece of code allocates nothing once it runs.
public final class Allocation {
  private static final int WARM = 20_000, TURNS = 100_000;

  /// What measuring itself may cost, far below one object a turn.
  private static final long SLACK = TURNS / 4;

  private Allocation() {}

  /// Fails if `turn`, run many times on this thread, takes memory from the heap.
  public static void none(Runnable turn) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM; i++) {
      turn.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < TURNS; i++) {
      turn.run();
    }
    long octets = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(octets < SLACK, () -> octets + " octets allocated in " + TURNS + " turns");
  }
}
