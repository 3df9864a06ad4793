package io.binnacle.server.http;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Runs an action on a virtual thread each time it is asked to, never twice at once: requests during a run add up to one more
/// run after it.
final class Signal {
  private static final System.Logger LOG = System.getLogger(Signal.class.getName());
  private static final int QUIET = 0;
  private static final int RUNNING = 1;
  private static final int AGAIN = 2;

  private final AtomicInteger state = new AtomicInteger(QUIET);
  private volatile @Nullable Runnable action;

  /// What to run from now on.
  void action(Runnable replacement) {
    action = replacement;
  }

  /// Asks for a run. Returns at once.
  void fire() {
    if (action != null && state.getAndUpdate(s -> s == QUIET ? RUNNING : AGAIN) == QUIET) {
      Thread.ofVirtual().name("stream-signal").start(this::run);
    }
  }

  private void run() {
    do {
      state.set(RUNNING);
      Runnable now = action;
      if (now != null) {
        try {
          now.run();
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.ERROR, "a stream's writer failed", e);
        }
      }
    } while (!state.compareAndSet(RUNNING, QUIET));
  }
}
