package io.binnacle.client.run.fake;

import io.binnacle.client.run.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A [SimulatedScheduler] whose tasks may wait: each runs on a thread of its own, one at a time, and [#pause] lets the
/// others and the clock go on. So code that blocks can be told by a fake clock, and the same seed still gives the same
/// run.
///
/// A task that pauses must hold no lock that another one needs.
public final class BlockingSimulation implements Scheduler {
  private final SimulatedScheduler time;
  private static final ThreadLocal<@Nullable Strand> CURRENT = new ThreadLocal<>();

  /// Tasks are picked and timers fire as `time` says.
  public BlockingSimulation(SimulatedScheduler time) {
    this.time = time;
  }

  /// A task on its thread, and the two gates through which the turn is handed over.
  private final class Strand {
    private final Runnable task;
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore yielded = new Semaphore(0);
    private @Nullable Throwable failure;

    Strand(Runnable task) {
      this.task = task;
    }

    void start() {
      Thread.ofVirtual().start(this::run);
      resume();
    }

    private void run() {
      turn.acquireUninterruptibly();
      CURRENT.set(this);
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        yielded.release();
      }
    }

    /// Gives it the turn and waits until it gives it back.
    void resume() {
      turn.release();
      yielded.acquireUninterruptibly();
      switch (failure) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }

    void pause(Duration length) {
      Cancellable _ = time.schedule(length, this::resume);
      yielded.release();
      turn.acquireUninterruptibly();
    }
  }

  /// Waits for `length` of simulated time. Called outside of a task it moves the clock.
  public void pause(Duration length) {
    Strand strand = CURRENT.get();
    if (strand == null) {
      time.advance(length);
    } else {
      strand.pause(length);
    }
  }

  @Override
  public InstantSource clock() {
    return time.clock();
  }

  @Override
  public void execute(Runnable task) {
    time.execute(() -> new Strand(task).start());
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return time.schedule(delay, () -> new Strand(task).start());
  }
}
