package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Probed.Socket;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.PodView;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Looks which sockets wait for somebody in Pods.
@FunctionalInterface
interface Listeners {
  /// The sockets by Pod; a Pod nobody could look into is left out.
  Map<ObjectKey, List<Socket>> of(Collection<PodView> pods);
}
