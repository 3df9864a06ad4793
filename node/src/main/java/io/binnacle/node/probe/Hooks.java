package io.binnacle.node.probe;

import io.binnacle.model.tree.Obj;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Runs lifecycle hooks. Blocking; safe for use by many threads.
public final class Hooks {
  public Hooks(HandlerTransport transport) {
    throw new UnsupportedOperationException();
  }

  /// Runs a container's `lifecycle.postStart` or `lifecycle.preStop`.
  ///
  /// @param hook the value of that field
  /// @param timeout for preStop what is left of the grace period; null for none
  /// @return null if it succeeded, else why not, for the event `FailedPostStartHook` or `FailedPreStopHook`
  public @Nullable String run(Obj hook, ProbedContainer container, @Nullable Duration timeout) {
    throw new UnsupportedOperationException();
  }
}
