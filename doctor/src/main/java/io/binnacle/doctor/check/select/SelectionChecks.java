package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class SelectionChecks {
  public static final List<Check> ALL = List.of();

  private SelectionChecks() {}
}
