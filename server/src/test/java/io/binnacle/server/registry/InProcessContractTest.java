package io.binnacle.server.registry;

import io.binnacle.client.KubeApi;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Retention;
import io.binnacle.testkit.KubeApiContract;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;

/// The door straight onto the registry.
final class InProcessContractTest extends KubeApiContract {
  private final InstantSource clock = InstantSource.system();
  private final KubeApi api =
      new InProcessApi(
          new Registry(
              new MemoryStore(new Retention(REMEMBERED, Duration.ofHours(1)), clock),
              Schema.builtIn(),
              RegistryConfig.usual(clock, new Random(7))),
          "test");

  InProcessContractTest() {
    api.create(ResourceName.NAMESPACES, "", object("{'metadata':{'name':'default'}}"));
  }

  @Override
  protected KubeApi api() {
    return api;
  }
}
