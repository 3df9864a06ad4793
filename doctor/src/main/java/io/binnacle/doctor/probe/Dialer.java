package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Probed.Connection;
import io.binnacle.doctor.evidence.Probed.Place;
import java.time.Duration;

/// Connects over TCP and hangs up at once. Called by many threads.
@FunctionalInterface
interface Dialer {
  /// How it went; blocks no longer than `limit`, give or take.
  Connection dial(Place place, Duration limit);
}
