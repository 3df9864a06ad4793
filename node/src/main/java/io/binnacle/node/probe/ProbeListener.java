package io.binnacle.node.probe;

import io.binnacle.model.tree.Obj;

/// Hears of probes. Called from the threads that probe; must hand on and return.
public interface ProbeListener {
  /// [Probes#health] of this container has changed.
  void changed(String podUid, String containerId);

  /// An event to record about the container, whose field path is `spec.containers{NAME}`.
  ///
  /// @param reason `Unhealthy` or `ProbeWarning`; both are warnings
  /// @param message `Readiness probe failed: HTTP probe failed with statuscode: 503`
  void event(Obj pod, String container, String reason, String message);
}
