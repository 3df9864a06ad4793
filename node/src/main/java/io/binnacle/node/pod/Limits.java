package io.binnacle.node.pod;

import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.ContainerSpec.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// The requests and limits of a container in the kernel's units.
final class Limits {
  private static final long PERIOD_MICROS = 100_000;
  private static final long LEAST_QUOTA_MICROS = 1_000;
  private static final long LEAST_SHARES = 2;
  private static final long MOST_SHARES = 262_144;
  private static final int GUARANTEED = -997;
  private static final int BEST_EFFORT = 1_000;

  private Limits() {}

  /// @param memory what the node has, in bytes; says how a request weighs against being killed
  static Resources of(Obj pod, Obj container, long memory) {
    Obj requests = container.obj("resources").obj("requests");
    Obj limits = container.obj("resources").obj("limits");
    long milliRequest = milli(requests.has("cpu") ? requests.str("cpu") : limits.str("cpu"));
    long shares = Math.clamp(milliRequest * 1_024 / 1_000, LEAST_SHARES, MOST_SHARES);
    long milliLimit = milli(limits.str("cpu"));
    long quota =
        milliLimit == 0 ? 0 : Math.max(milliLimit * PERIOD_MICROS / 1_000, LEAST_QUOTA_MICROS);
    return new Resources(
        shares,
        quota,
        quota == 0 ? 0 : PERIOD_MICROS,
        whole(limits.str("memory")),
        oomScoreAdj(pod, whole(requests.str("memory")), memory));
  }

  private static int oomScoreAdj(Obj pod, long request, long memory) {
    return switch (pod.obj("status").str("qosClass", "BestEffort")) {
      case "Guaranteed" -> GUARANTEED;
      case "Burstable" -> {
        long share = memory <= 0 ? 0 : 1_000 * request / memory;
        yield (int) Math.clamp(1_000 - share, 1_000 + GUARANTEED, BEST_EFFORT - 1L);
      }
      default -> BEST_EFFORT;
    };
  }

  static long milli(String quantity) {
    return scaled(quantity, 3);
  }

  static long whole(String quantity) {
    return scaled(quantity, 0);
  }

  private static long scaled(String quantity, int digits) {
    if (quantity.isEmpty()) {
      return 0;
    }
    BigDecimal amount = Quantity.parse(quantity).amount().scaleByPowerOfTen(digits);
    return amount.setScale(0, RoundingMode.UP).longValue();
  }
}
