package io.binnacle.client.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Real time: tasks run on virtual threads, one timer thread wakes them.
public final class VirtualThreadScheduler implements Scheduler, AutoCloseable {
  private static final Logger LOG = System.getLogger(VirtualThreadScheduler.class.getName());

  private final ScheduledThreadPoolExecutor timer;

  /// Starts the timer thread.
  public VirtualThreadScheduler() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("binnacle-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public void execute(Runnable task) {
    Thread.ofVirtual().start(() -> run(task));
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    if (timer.isShutdown()) {
      return () -> {};
    }
    ScheduledFuture<?> future =
        timer.schedule(() -> execute(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /// Drops what is scheduled and stops the timer; tasks that have begun go on.
  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "a task failed", bug);
    }
  }
}
