package io.binnacle.node.probe;

import io.binnacle.client.run.Scheduler;
import java.util.random.RandomGenerator;

/// Probes the containers of a node and knows how they are. Safe for use by many threads; no call waits for a probe.
public final class Probes implements AutoCloseable {

  /// @param parallelism the most probes that run at once
  /// @param random spreads the first probes after a restart of ours
  public Probes(
      Scheduler scheduler,
      HandlerTransport transport,
      int parallelism,
      RandomGenerator random,
      ProbeListener listener) {
    throw new UnsupportedOperationException();
  }

  /// Begins to probe a container that has started; does nothing if it is being probed, or has no probes.
  ///
  /// @param found whether it was found running after a restart of ours: it then counts as started and ready as before,
  ///     and its first probes are spread over their period
  public void add(ProbedContainer container, boolean found) {
    throw new UnsupportedOperationException();
  }

  /// What is known of a running container; one that was never added has no probes, and is well.
  public ContainerHealth health(String containerId) {
    throw new UnsupportedOperationException();
  }

  /// Stops liveness and startup probes of a container that is being stopped; readiness goes on.
  public void stopping(String containerId) {
    throw new UnsupportedOperationException();
  }

  /// Forgets a container that has ended.
  public void remove(String containerId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
