package io.binnacle.client.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /// Runs each task on a virtual thread of its own.
  @Override
  public void runAll(List<? extends Runnable> tasks) {
    if (tasks.size() < 2) {
      Scheduler.super.runAll(tasks);
      return;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> running = tasks.stream().map(threads::submit).toList();
      Scheduler.super.runAll(running.stream().map(f -> (Runnable) () -> outcome(f)).toList());
    }
  }

  private static void outcome(Future<?> task) {
    try {
      task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for tasks", e);
    }
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
