package io.binnacle.client.queue;

import java.time.Duration;

/// What a reconciler says when it returns.
public sealed interface Outcome {
  /// In line; nothing to do until something changes.
  record Done() implements Outcome {}

  /// Look again after `delay`, for the reason given. Not a failure: the back-off starts afresh.
  record Later(Duration delay, String why) implements Outcome {}

  /// The common value of [Done].
  Outcome DONE = new Done();

  /// The snapshot does not show this controller's last writes yet.
  Outcome STALE = new Later(Duration.ofMillis(5), "own writes not visible yet");
}
