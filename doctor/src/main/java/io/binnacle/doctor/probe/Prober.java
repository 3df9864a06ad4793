package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.model.view.ServiceView;
import java.util.Collection;

/// Finds out what objects cannot say.
public interface Prober {
  /// Probes some Services and the Pods behind them. Blocks, for a bounded time; finds nothing rather than failing.
  Probed probe(Evidence seen, Collection<ServiceView> services);
}
