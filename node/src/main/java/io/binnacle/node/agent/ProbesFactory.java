package io.binnacle.node.agent;

import io.binnacle.client.run.Scheduler;
import io.binnacle.node.probe.ProbeListener;
import io.binnacle.node.probe.ProbeTransport;
import io.binnacle.node.probe.Probes;
import java.util.random.RandomGenerator;

/// Makes what probes containers.
@FunctionalInterface
public interface ProbesFactory {
  /// Nothing is probed.
  ProbesFactory NONE = _ -> Probing.NONE;

  /// @param listener hears of changes and events
  Probing make(ProbeListener listener);

  /// The probes of a real node, at most 64 of them running at once.
  ///
  /// @param transport makes the runs; stays the caller's to close
  /// @param random spreads the first probes after a restart
  static ProbesFactory of(Scheduler scheduler, ProbeTransport transport, RandomGenerator random) {
    return listener -> Probing.of(new Probes(scheduler, transport, 64, random, listener));
  }
}
