package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class SliceChecks {
  public static final List<Check> ALL =
      List.of(
          new EndpointsMissing(),
          new EndpointsOtherName(),
          new SliceLabel(),
          new EndpointsPortName(),
          new SliceFamily(),
          new SliceStale(),
          new SliceForeign(),
          new SliceNotReady(),
          new EndpointUnusable(),
          new EndpointDead());

  private SliceChecks() {}
}
