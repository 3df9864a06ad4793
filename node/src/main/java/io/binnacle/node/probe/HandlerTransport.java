package io.binnacle.node.probe;

import java.time.Duration;

/// Runs a handler once. Blocking; safe for use by many threads.
public final class HandlerTransport implements AutoCloseable {
  public HandlerTransport() {
    throw new UnsupportedOperationException();
  }

  /// Runs a probe's handler.
  ///
  /// @param timeout after which the run has failed
  public ProbeResult probe(Handler handler, ProbedContainer container, Duration timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
