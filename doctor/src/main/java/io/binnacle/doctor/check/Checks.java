package io.binnacle.doctor.check;

import io.binnacle.doctor.check.cluster.ClusterChecks;
import io.binnacle.doctor.check.external.ExternalChecks;
import io.binnacle.doctor.check.names.NameChecks;
import io.binnacle.doctor.check.pods.PodChecks;
import io.binnacle.doctor.check.policy.PolicyChecks;
import io.binnacle.doctor.check.ports.PortChecks;
import io.binnacle.doctor.check.select.SelectionChecks;
import io.binnacle.doctor.check.slices.SliceChecks;
import io.binnacle.doctor.check.traffic.TrafficChecks;
import java.util.List;
import java.util.stream.Stream;

/// Every check there is, in the order they are asked.
public final class Checks {
  public static final List<Check> ALL =
      Stream.of(
              ClusterChecks.ALL,
              ExternalChecks.ALL,
              SelectionChecks.ALL,
              PodChecks.ALL,
              SliceChecks.ALL,
              PortChecks.ALL,
              NameChecks.ALL,
              TrafficChecks.ALL,
              PolicyChecks.ALL)
          .flatMap(List::stream)
          .toList();

  private Checks() {}
}
