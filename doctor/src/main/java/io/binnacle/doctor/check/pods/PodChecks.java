package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.Check;
import java.util.List;

/// The checks of this package, in order.
public final class PodChecks {
  public static final List<Check> ALL =
      List.of(
          new PodsNotCreated(),
          new PodsNodeLost(),
          new PodsUnschedulable(),
          new PodsImage(),
          new PodsConfigMissing(),
          new PodsInitStuck(),
          new PodsCrashLooping(),
          new PodsStarting(),
          new PodsTerminating(),
          new PodsEnded(),
          new ReadinessWrongPort(),
          new ReadinessFailing(),
          new ReadinessGate(),
          new NotReadyPublished(),
          new PeersNotPublished());

  private PodChecks() {}
}
