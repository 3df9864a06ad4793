package io.binnacle.control.workload;

import io.binnacle.client.run.Scheduler;
import java.util.List;

/// Makes like writes in batches of one, two, four and so on. If one of a batch fails, those after it would most likely
/// fail for the same reason (a quota, a policy), so they are not even tried.
public final class SlowStart {
  private static final int MAX_BATCH = 500;

  private SlowStart() {}

  /// Runs `writes` in order, those of one batch perhaps beside each other.
  ///
  /// @throws RuntimeException what the earliest failing write of a batch threw; later batches have not been begun
  public static void run(Scheduler scheduler, List<? extends Runnable> writes) {
    int batch = 1;
    for (int from = 0;
        from < writes.size();
        from += batch, batch = Math.min(2 * batch, MAX_BATCH)) {
      scheduler.runAll(writes.subList(from, Math.min(from + batch, writes.size())));
    }
  }
}
