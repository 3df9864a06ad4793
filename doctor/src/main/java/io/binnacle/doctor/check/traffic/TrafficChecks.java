package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class TrafficChecks {
  public static final List<Check> ALL =
      List.of(
          new NamespaceDeleting(),
          new ServiceDeleting(),
          new ClusterIpClash(),
          new ClusterIpRange(),
          new Families(),
          new NodePortClash(),
          new NodePortRange(),
          new ExternalIpClash(),
          new LoadBalancerPending(),
          new OtherProxy(),
          new InternalLocalEmpty(),
          new ExternalLocalEmpty(),
          new HealthCheckPort(),
          new SourceRanges(),
          new ZoneStarved(),
          new AffinityMasked());

  private TrafficChecks() {}
}
