package io.binnacle.node.probe;

import java.time.Duration;

/// Makes one run of a probe.
@FunctionalInterface
public interface ProbeTransport {
  /// Blocks until the run has ended, no longer than `timeout` and a little.
  ProbeResult probe(Handler handler, ProbedContainer container, Duration timeout);
}
