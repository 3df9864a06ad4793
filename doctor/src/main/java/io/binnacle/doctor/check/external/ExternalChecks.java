package io.binnacle.doctor.check.external;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class ExternalChecks {
  public static final List<Check> ALL =
      List.of(
          new ExternalNameAddress(),
          new ExternalNameLoop(),
          new ExternalNameDangling(),
          new ExternalNamePort(),
          new ExternalNameIgnored(),
          new ExternalNameTls());

  private ExternalChecks() {}
}
