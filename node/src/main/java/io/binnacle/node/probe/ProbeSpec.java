package io.binnacle.node.probe;

import io.binnacle.model.tree.Obj;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A probe as the Pod states it.
///
/// @param initialDelay counted from the container's start
/// @param timeout after which one run has failed
/// @param successes how many runs in a row must succeed, at least 1
/// @param failures how many runs in a row must fail, at least 1
/// @param graceSeconds the grace period of the kill it causes, −1 for the Pod's
record ProbeSpec(
    ProbeKind kind,
    Handler handler,
    Duration initialDelay,
    Duration timeout,
    Duration period,
    int successes,
    int failures,
    long graceSeconds) {

  /// The probe of `container`, null if it has none of this kind.
  static @Nullable ProbeSpec of(Obj container, ProbeKind kind) {
    if (!(container.get(kind.field()) instanceof Obj probe)) {
      return null;
    }
    Handler handler = Handler.of(probe);
    if (handler == null) {
      return null;
    }
    return new ProbeSpec(
        kind,
        handler,
        Duration.ofSeconds(probe.integer("initialDelaySeconds", 0)),
        Duration.ofSeconds(Math.max(1, probe.integer("timeoutSeconds", 1))),
        Duration.ofSeconds(Math.max(1, probe.integer("periodSeconds", 10))),
        (int) Math.max(1, probe.integer("successThreshold", 1)),
        (int) Math.max(1, probe.integer("failureThreshold", 3)),
        probe.integer("terminationGracePeriodSeconds", -1));
  }
}
