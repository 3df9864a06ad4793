package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class NameChecks {
  public static final List<Check> ALL = List.of();

  private NameChecks() {}
}
