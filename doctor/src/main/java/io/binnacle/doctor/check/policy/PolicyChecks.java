package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class PolicyChecks {
  public static final List<Check> ALL = List.of();

  private PolicyChecks() {}
}
