package io.binnacle.doctor.check.ports;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class PortChecks {
  public static final List<Check> ALL = List.of();

  private PortChecks() {}
}
