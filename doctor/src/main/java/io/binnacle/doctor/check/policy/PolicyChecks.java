package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.Check;
import java.util.List;
import java.util.Set;

/// The checks of this package, in order.
public final class PolicyChecks {
  /* While a Service selects the wrong Pods or leads to the wrong port, what policies say of these means nothing. */
  static final Set<String> WRONG_PODS_OR_PORTS =
      Set.of(
          "selector-near-miss",
          "selector-other-namespace",
          "selector-no-pods",
          "selector-too-wide",
          "selector-other-app",
          "scaled-to-zero",
          "pods-not-created",
          "target-port-number",
          "target-port-name",
          "target-port-swapped",
          "protocol-mismatch");

  public static final List<Check> ALL =
      List.of(
          new PolicyBlocksPort(),
          new PolicyBlocksClients(),
          new PolicyBlocksClient(),
          new PolicyBlocksEgress(),
          new PolicyBlocksDns());

  private PolicyChecks() {}
}
