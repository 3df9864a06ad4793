package io.binnacle.control.run;

import io.binnacle.client.KubeApi;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.run.Scheduler;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Runs a set of controllers on one shared cache.
public final class ControllerManager implements AutoCloseable {
  private final ObjectCache cache;
  private final List<Controller> controllers;

  /// Builds the controllers; nothing runs before [#start].
  ///
  /// @param factories make the controllers, each from the shared context
  public ControllerManager(
      KubeApi api,
      Scheduler scheduler,
      RandomGenerator random,
      List<Function<ControllerContext, Controller>> factories) {
    cache = new ObjectCache(api, scheduler);
    ControllerContext context = new ControllerContext(api, cache, scheduler, random);
    controllers = factories.stream().map(f -> f.apply(context)).toList();
  }

  /// Lists everything, then lets every controller begin.
  public void start() {
    cache.onSynced(() -> controllers.forEach(Controller::start));
    cache.start();
  }

  /// The shared cache, for status and tests.
  public ObjectCache cache() {
    return cache;
  }

  /// Stops the controllers, then the cache.
  @Override
  public void close() {
    controllers.forEach(Controller::close);
    cache.close();
  }
}
