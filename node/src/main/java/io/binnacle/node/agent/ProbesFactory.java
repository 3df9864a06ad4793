package io.binnacle.node.agent;

import io.binnacle.node.probe.ProbeListener;

/// Makes what probes containers.
@FunctionalInterface
public interface ProbesFactory {
  /// Nothing is probed.
  ProbesFactory NONE = _ -> Probing.NONE;

  /// @param listener hears of changes and events
  Probing make(ProbeListener listener);
}
