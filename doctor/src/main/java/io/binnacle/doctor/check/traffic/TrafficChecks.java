package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class TrafficChecks {
  public static final List<Check> ALL = List.of();

  private TrafficChecks() {}
}
