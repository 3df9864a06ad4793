package io.binnacle.doctor.check.cluster;

import static java.util.Comparator.naturalOrder;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// When those who hold leases last said that they live. Their clock is the cluster's, not ours: ages count from what most nodes
/// said last. Leases of anybody else than the cluster's own parts do not count, as everybody may write those of their namespace.
final class Leases {
  private static final String SYSTEM = "kube-system";
  private static final String NODES = "kube-node-lease";
  private static final Set<String> CONTROLLERS =
      Set.of("cloud-controller-manager", "kube-controller-manager", "kube-scheduler");
  private static final Duration AGES = Duration.ofDays(3650);

  /* How far the cluster's clock may be ahead of ours; what says more is wrong. */
  private static final Duration AHEAD = Duration.ofMinutes(2);

  private final Map<ObjectKey, Obj> leases = new HashMap<>();
  private final Instant latest;

  Leases(Evidence seen) {
    List<Instant> nodes = new ArrayList<>();
    List<Instant> parts = new ArrayList<>();
    for (Obj lease : seen.glimpse(ResourceName.LEASES)) {
      ObjectKey key = ObjectKey.of(lease);
      boolean ofNode = key.namespace().equals(NODES);
      if (!ofNode && !key.namespace().equals(SYSTEM)) {
        continue;
      }
      leases.put(key, lease);
      Instant renewed = renewed(lease);
      if (renewed != null && (ofNode || CONTROLLERS.contains(key.name()))) {
        (ofNode ? nodes : parts).add(renewed);
      }
    }
    Instant said =
        nodes.isEmpty() ? parts.stream().max(naturalOrder()).orElse(null) : middle(nodes);
    Instant most = seen.now().plus(AHEAD);
    latest = said == null || said.isAfter(most) ? most : said;
  }

  /// The one in the middle, the later of two.
  private static Instant middle(List<Instant> times) {
    times.sort(naturalOrder());
    return times.get(times.size() / 2);
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
    Duration over = Duration.between(renewed, latest).minusSeconds(runs);
    return over.isNegative() ? Duration.ZERO : over.compareTo(AGES) > 0 ? AGES : over;
  }

  private static @Nullable Instant renewed(Obj lease) {
    return Moments.of(lease.obj("spec"), "renewTime");
  }
}
