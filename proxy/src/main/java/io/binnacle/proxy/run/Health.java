package io.binnacle.proxy.run;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the rules keep up, and whether load balancers should send traffic to this node.
final class Health {
  /// Twice kube-proxy's default period of 30 s.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String TO_BE_DELETED = "ToBeDeletedByClusterAutoscaler";

  private final InstantSource clock;
  private final Pending pending;
  private final List<IpAddress.Family> families;
  private volatile @Nullable Instant updated;
  private volatile @Nullable Instant waitingSince;
  private volatile boolean eligible = true;

  Health(InstantSource clock, Pending pending, List<IpAddress.Family> families) {
    this.clock = clock;
    this.pending = pending;
    this.families = families;
  }

  /// The Node as it is now; one that is gone, going, or about to be removed takes no traffic.
  void node(@Nullable Obj node) {
    eligible =
        node != null
            && !Meta.isDeleting(node)
            && NodeView.of(node).taints().stream().noneMatch(t -> t.key().equals(TO_BE_DELETED));
  }

  /// A transaction failed; the oldest change in it was heard then.
  void waiting(Instant since) {
    waitingSince = waitingSince == null ? since : waitingSince;
  }

  /// All that was heard is in force.
  void upToDate(Instant now) {
    waitingSince = null;
    updated = now;
  }

  boolean isHealthy() {
    Instant oldest = waitingSince != null ? waitingSince : pending.oldest();
    return oldest == null || Duration.between(oldest, clock.instant()).compareTo(PATIENCE) < 0;
  }

  boolean isEligible() {
    return eligible;
  }

  /// The body of `/healthz` (with the node) or `/livez` (without).
  Obj report(boolean withNode) {
    Instant now = clock.instant();
    Obj.Builder status = Obj.builder();
    Obj family =
        Obj.builder()
            .put("lastUpdated", String.valueOf(updated == null ? now : updated))
            .put("healthy", isHealthy())
            .build();
    families.forEach(f -> status.put(f.name(), family));
    Obj.Builder out =
        Obj.builder()
            .put("lastUpdated", String.valueOf(updated == null ? now : updated))
            .put("currentTime", String.valueOf(now));
    if (withNode) {
      out.put("nodeEligible", eligible);
    }
    return out.put("healthy", isHealthy()).put("status", status.build()).build();
  }
}
