package io.binnacle.client.run;

import java.util.ArrayDeque;
import java.util.Deque;

/// Runs tasks one after another in the order they were posted, on the threads of a [Scheduler]. Posting never blocks.
public final class Mailbox {
  private final Scheduler scheduler;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean draining;

  /// A mailbox whose tasks run on `scheduler`.
  public Mailbox(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /// Runs `task` after everything posted before it. Safe from any thread, also from within a task.
  public void post(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (draining) {
        return;
      }
      draining = true;
    }
    scheduler.execute(this::drain);
  }

  private void drain() {
    while (true) {
      Runnable task;
      synchronized (waiting) {
        task = waiting.poll();
        if (task == null) {
          draining = false;
          return;
        }
      }
      boolean returned = false;
      try {
        task.run();
        returned = true;
      } finally {
        // A task that throws is reported by the scheduler; the ones behind it still get their turn.
        if (!returned) {
          scheduler.execute(this::drain);
        }
      }
    }
  }
}
