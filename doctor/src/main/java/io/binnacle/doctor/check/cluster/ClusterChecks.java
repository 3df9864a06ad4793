package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class ClusterChecks {
  public static final List<Check> ALL =
      List.of(
          new NodeAgentStopped(),
          new ControllersStopped(),
          new DnsServiceMissing(),
          new DnsPodsMissing(),
          new TableMissing(),
          new RulesMissing(),
          new RulesShadowed(),
          new RulesStale());

  private ClusterChecks() {}
}
