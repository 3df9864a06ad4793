package io.binnacle.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import org.junit.jupiter.api.Test;

final class RegistryTest {
  private final World world = new World();

  @Test
  void whatIsCreatedCanBeReadListedAndDeleted() {
    Obj made =
        world.create(
            ResourceName.CONFIG_MAPS, "{metadata: {name: a, namespace: default}, data: {x: y}}");
    assertThat(Meta.uid(made)).hasSize(36);
    assertThat(made.str("kind")).isEqualTo("ConfigMap");
    assertThat(world.get(ResourceName.CONFIG_MAPS, "default", "a")).isEqualTo(made);
    assertThat(world.registry.list(ResourceName.CONFIG_MAPS, "", ListQuery.ALL).items())
        .containsExactly(made);
  }
}
