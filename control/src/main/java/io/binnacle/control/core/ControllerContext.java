package io.binnacle.control.core;

import io.binnacle.client.KubeApi;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.run.Scheduler;
import java.util.random.RandomGenerator;

/// What every controller is given.
///
/// @param api the one door to the API
/// @param cache shared by all controllers; follow and listen in the constructor, read after `start`
/// @param scheduler clock, timers and threads
/// @param random names and jitter come from here; used under the lock of nobody, so it must be safe to share
public record ControllerContext(
    KubeApi api, ObjectCache cache, Scheduler scheduler, RandomGenerator random) {
  /// A recorder of Events that speaks as `component`.
  public EventRecorder events(String component) {
    return new EventRecorder(api, scheduler, component, "");
  }
}
