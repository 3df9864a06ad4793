package io.binnacle.client.run;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A clock together with the means to run something now or later. The only source of time, timers and threads for
/// controllers, node agents and caches, so that a simulation can own all three.
public interface Scheduler {
  /// The clock the timers follow.
  InstantSource clock();

  /// Runs `task` soon, on a thread that may block. Tasks have no order among each other.
  ///
  /// A task that throws is a bug: the implementation reports it and goes on.
  void execute(Runnable task);

  /// Runs `task` once, no earlier than `delay` from now; a delay of zero or less means soon.
  ///
  /// @return a handle that prevents the run if it has not begun
  Cancellable schedule(Duration delay, Runnable task);

  /// Runs `tasks`, perhaps beside each other, and returns when all have ended. What one of them throws is thrown here,
  /// once the others have ended too; of several, that of the earliest task.
  ///
  /// This one runs them in order on the calling thread, as a simulation wants it.
  default void runAll(List<? extends Runnable> tasks) {
    RuntimeException failure = null;
    for (Runnable task : tasks) {
      try {
        task.run();
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// Something that can be called off.
  interface Cancellable {
    /// Prevents the run if it has not begun; otherwise does nothing. Safe to repeat.
    void cancel();
  }
}
