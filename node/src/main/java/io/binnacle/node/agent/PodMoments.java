package io.binnacle.node.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The moments of one Pod that are measured, each taken once. Every method is one short atomic step.
final class PodMoments {
  private @Nullable Instant event;
  private @Nullable Instant lastAnswer;

  /// Notes when the Pod's binding was heard of.
  synchronized void event(Instant at) {
    event = event == null ? at : event;
  }

  /// The moment of [#event], once.
  synchronized @Nullable Instant takeEvent() {
    Instant at = event;
    event = Instant.MAX;
    return at == null || at.equals(Instant.MAX) ? null : at;
  }

  /// Notes when the runtime has done what the Pod needed of it.
  synchronized void answered(Instant at) {
    lastAnswer = at;
  }

  synchronized boolean hasAnswer() {
    return lastAnswer != null;
  }

  /// The moment of the last [#answered], once.
  synchronized @Nullable Instant takeAnswer() {
    Instant at = lastAnswer;
    lastAnswer = null;
    return at;
  }
}
