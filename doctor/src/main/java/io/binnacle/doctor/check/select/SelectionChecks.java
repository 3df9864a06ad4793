package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class SelectionChecks {
  public static final List<Check> ALL =
      List.of(
          new SelectorNearMiss(),
          new SelectorNoLeader(),
          new SelectorOtherNamespace(),
          new SelectorNoPods(),
          new SelectorOtherApp(),
          new SelectorTooWide(),
          new SelectorPartial(),
          new ScaledToZero());

  private SelectionChecks() {}
}
