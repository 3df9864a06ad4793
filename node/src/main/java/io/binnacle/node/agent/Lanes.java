package io.binnacle.node.agent;

import io.binnacle.client.run.Scheduler;
import java.util.ArrayDeque;
import java.util.Deque;

/// Runs tasks on a [Scheduler], so many at once and no more; the others wait in order. Nobody blocks while waiting.
final class Lanes {
  private final Scheduler scheduler;
  private final int count;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int running;

  Lanes(Scheduler scheduler, int count) {
    this.scheduler = scheduler;
    this.count = count;
  }

  void execute(Runnable task) {
    synchronized (waiting) {
      if (running >= count) {
        waiting.add(task);
        return;
      }
      running++;
    }
    scheduler.execute(() -> run(task));
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally {
      Runnable next;
      synchronized (waiting) {
        next = waiting.poll();
        running -= next == null ? 1 : 0;
      }
      if (next != null) {
        scheduler.execute(() -> run(next));
      }
    }
  }
}
