package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class PodChecks {
  public static final List<Check> ALL = List.of();

  private PodChecks() {}
}
