package io.binnacle.node.agent;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/// Where the time of a Pod's start goes, as the histogram `binnacle_node_pod_start_delay_seconds` by `stage`: the agent's own
/// delays (`event_to_cri`, `cri_to_status`) beside the runtime's (`sandbox`, `create`, `start`, `pull`) and the wait for one of
/// the few places where sandboxes are made (`queue`; next to nothing unless many Pods come at once).
final class StartDelays {
  /// From hearing of the Pod to its first call to the runtime being ready to be made.
  static final String EVENT_TO_CRI = "event_to_cri";

  /// From the last answer of the runtime to the status that says Running being stored.
  static final String CRI_TO_STATUS = "cri_to_status";

  private final Histogram histogram;

  StartDelays(PrometheusRegistry registry) {
    histogram =
        Histogram.builder()
            .name("binnacle_node_pod_start_delay_seconds")
            .help("Where the time of a Pod's start goes.")
            .labelNames("stage")
            .classicOnly()
            .classicUpperBounds(
                0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.010, 0.015, 0.025, 0.050, 0.100,
                0.250, 1.0)
            .register(registry);
  }

  void observe(String stage, Duration time) {
    histogram.labelValues(stage).observe(time.toNanos() / 1e9);
  }
}
