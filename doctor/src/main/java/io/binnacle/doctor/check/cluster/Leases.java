package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When those who hold leases last said that they live. Their clock is the cluster's, not ours: ages count from the newest lease.
final class Leases {
  private static final String NODES = "kube-node-lease";
  private static final Duration AGES = Duration.ofDays(3650);

  private final Map<ObjectKey, Obj> leases = new HashMap<>();
  private Instant newest;

  Leases(Evidence seen) {
    newest = Instant.MIN;
    for (Obj lease : seen.glimpse(ResourceName.LEASES)) {
      leases.put(ObjectKey.of(lease), lease);
      Instant renewed = renewed(lease);
      if (renewed != null && renewed.isAfter(newest)) {
        newest = renewed;
      }
    }
  }

  /// How long the lease of a node has been over; zero while it is not, or if there is none.
  Duration overForNode(String node) {
    return over(new ObjectKey(NODES, node), 40);
  }

  /// How long a lease has been over.
  ///
  /// @param least how long it runs at least, whatever it says, in seconds
  Duration over(ObjectKey key, int least) {
    Obj lease = leases.get(key);
    Instant renewed = lease == null ? null : renewed(lease);
    if (lease == null || renewed == null || lease.obj("spec").str("holderIdentity").isEmpty()) {
      return Duration.ZERO;
    }
    long runs = Math.clamp(lease.obj("spec").integer("leaseDurationSeconds", 0), least, 86_400);
    Duration over = Duration.between(renewed, newest).minusSeconds(runs);
    return over.isNegative() ? Duration.ZERO : over.compareTo(AGES) > 0 ? AGES : over;
  }

  private static @Nullable Instant renewed(Obj lease) {
    return Moments.of(lease.obj("spec"), "renewTime");
  }
}
