package io.binnacle.control.core;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
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

  /// Deletes `object` unless it is gone already or another one has its name by now.
  ///
  /// @return what the delete left, or an empty object if there was nothing to delete; both may be noted as own writes
  public Obj deleteIfPresent(ResourceName resource, Obj object) {
    try {
      return api.delete(Target.of(resource, object), DeleteOptions.uid(Meta.uid(object)));
    } catch (ApiException e) {
      if (e.isNotFound() || e.isConflict()) {
        return Obj.EMPTY;
      }
      throw e;
    }
  }
}
