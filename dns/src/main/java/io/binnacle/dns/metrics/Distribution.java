package io.binnacle.dns.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/// A histogram that any thread may add to, without locks.
final class Distribution {
  private final double[] bounds;

  /// A count for each bound, one for what none holds, and the sum in nanoseconds.
  private final AtomicLongArray cells;

  Distribution(double[] bounds) {
    this.bounds = bounds;
    this.cells = new AtomicLongArray(bounds.length + 2);
  }

  void add(long nanos) {
    long positive = Math.max(0, nanos);
    cells.incrementAndGet(Buckets.search(bounds, positive / 1e9));
    cells.addAndGet(bounds.length + 1, positive);
  }

  /// How many values there are.
  double count() {
    long count = 0;
    for (int i = 0; i <= bounds.length; i++) {
      count += cells.get(i);
    }
    return (double) count;
  }

  void report(Families to, String name, String help, String... labels) {
    long[] counts = new long[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = cells.get(i);
    }
    to.histogram(name, help, bounds, counts, cells.get(bounds.length + 1) / 1e9, labels);
  }
}
