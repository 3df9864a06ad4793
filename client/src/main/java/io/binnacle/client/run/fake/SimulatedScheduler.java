package io.binnacle.client.run.fake;

import io.binnacle.client.run.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// A clock that stands still until told otherwise, and one thread that runs what is due in an order drawn from a seed.
/// The same seed and the same tasks give the same run.
///
/// Tasks run inside [#settle] and [#advance], on the thread that calls them; an exception of a task ends the run there.
public final class SimulatedScheduler implements Scheduler {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MAX_TASKS = 20_000_000;

  private final SplittableRandom random;
  private final List<Runnable> ready = new ArrayList<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private Instant now = START;
  private long sequence;
  private long ran;

  private static final class Timer implements Cancellable, Comparable<Timer> {
    final Instant due;
    final long sequence;
    final Runnable task;
    boolean cancelled;

    Timer(Instant due, long sequence, Runnable task) {
      this.due = due;
      this.sequence = sequence;
      this.task = task;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = due.compareTo(other.due);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  /// A scheduler whose choices follow `seed`; its clock starts at 2026-01-01T00:00:00Z.
  public SimulatedScheduler(long seed) {
    this.random = new SplittableRandom(seed);
  }

  @Override
  public InstantSource clock() {
    return () -> now;
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Duration wait = delay.isNegative() ? Duration.ZERO : delay;
    Timer timer = new Timer(now.plus(wait), sequence++, task);
    timers.add(timer);
    return timer;
  }

  /// Runs what is ready now, and what that makes ready, without moving the clock.
  public void settle() {
    while (!ready.isEmpty()) {
      int pick = random.nextInt(ready.size());
      Runnable task = ready.set(pick, ready.getLast());
      ready.removeLast();
      if (++ran > MAX_TASKS) {
        throw new IllegalStateException(
            "more than " + MAX_TASKS + " tasks: something runs in circles");
      }
      task.run();
    }
  }

  /// Runs one ready task if there is one; the order is the seed's.
  ///
  /// @return whether there was one
  public boolean step() {
    if (ready.isEmpty()) {
      return false;
    }
    Runnable task = ready.remove(random.nextInt(ready.size()));
    ran++;
    task.run();
    return true;
  }

  /// Moves the clock by `time`, running everything that falls due on the way at its own moment.
  public void advance(Duration time) {
    Instant end = now.plus(time);
    settle();
    while (!timers.isEmpty() && !timers.peek().due.isAfter(end)) {
      fireNext();
    }
    now = end;
  }

  /// Moves the clock from timer to timer until `goal` holds.
  ///
  /// @throws AssertionError if it does not hold within `limit` of simulated time
  public void runUntil(BooleanSupplier goal, Duration limit) {
    Instant end = now.plus(limit);
    settle();
    while (!goal.getAsBoolean()) {
      if (timers.isEmpty() || timers.peek().due.isAfter(end)) {
        throw new AssertionError("not reached within " + limit + " of simulated time");
      }
      fireNext();
    }
  }

  private void fireNext() {
    Timer timer = timers.remove();
    if (!timer.cancelled) {
      if (timer.due.isAfter(now)) {
        now = timer.due;
      }
      ready.add(timer.task);
      settle();
    }
  }
}
