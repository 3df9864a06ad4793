package io.binnacle.control.deployment;

import io.binnacle.model.meta.IntOrString;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.WorkloadView;
import org.jspecify.annotations.Nullable;

/// How far a rollout may stray from the number of Pods wanted.
///
/// @param replicas Pods wanted
/// @param surge how many there may be beyond that; 0 unless the strategy is RollingUpdate
/// @param unavailable how many may be missing; 0 unless the strategy is RollingUpdate, at most `replicas`
record Limits(int replicas, int surge, int unavailable) {

  /// Percentages are of `replicas`, the surge rounded up, the unavailable rounded down; if both come to nothing, one Pod
  /// may be missing, or nothing could ever move.
  static Limits of(WorkloadView deployment) {
    int replicas = deployment.replicas();
    Obj strategy = deployment.object().obj("spec").obj("strategy");
    if (!strategy.str("type").equals("RollingUpdate")) {
      return new Limits(replicas, 0, 0);
    }
    Obj rolling = strategy.obj("rollingUpdate");
    int surge = scaled(rolling.get("maxSurge"), replicas, true);
    int unavailable = scaled(rolling.get("maxUnavailable"), replicas, false);
    if (surge == 0 && unavailable == 0) {
      unavailable = 1;
    }
    return new Limits(replicas, surge, Math.min(unavailable, replicas));
  }

  /// How many Pods there may be at most.
  int most() {
    return replicas + surge;
  }

  /// How many Pods must be available at least.
  int leastAvailable() {
    return replicas - unavailable;
  }

  private static int scaled(@Nullable Value value, int replicas, boolean roundUp) {
    try {
      return value == null ? 0 : IntOrString.scaled(value, replicas, roundUp);
    } catch (SyntaxException unreadable) {
      return 0; // validation refuses it, so this is another server's object
    }
  }
}
