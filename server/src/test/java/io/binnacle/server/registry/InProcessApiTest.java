package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.CONFIG_MAPS;
import static io.binnacle.model.meta.ResourceName.DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.store.MemoryStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The API as controllers see it.
final class InProcessApiTest {
  private final World world = new World();
  private final KubeApi api = new InProcessApi(world.registry, "test");

  private static Obj map(String name) {
    return World.obj("{metadata: {name: " + name + ", namespace: default}}");
  }

  @Test
  void aWatchFromAListMissesNothing() {
    api.create(CONFIG_MAPS, "default", map("a"));
    ObjList list = api.list(CONFIG_MAPS, "", ListOptions.ALL);
    assertThat(list.items()).extracting(Meta::name).containsExactly("a");
    api.create(CONFIG_MAPS, "default", map("b"));

    List<WatchEvent> seen = new ArrayList<>();
    KubeApi.Watch watch = api.watch(CONFIG_MAPS, "", ListOptions.ALL, list.revision(), seen::add);
    Obj c = api.create(CONFIG_MAPS, "default", map("c"));
    assertThat(seen)
        .as("delivered when the write returns")
        .hasSize(2)
        .last()
        .isEqualTo(new WatchEvent.Added(c));

    Obj last = api.delete(Target.of(CONFIG_MAPS, "default", "c"), DeleteOptions.DEFAULT);
    assertThat(seen).last().isEqualTo(new WatchEvent.Deleted(last));
    watch.close();
    api.create(CONFIG_MAPS, "default", map("d"));
    assertThat(seen).hasSize(3);
  }

  @Test
  void aWatchOfAnEmptyStoreBeginsAtItsBeginning() {
    MemoryStore store = new MemoryStore();
    RegistryConfig config = RegistryConfig.usual(InstantSource.system(), new Random(1));
    KubeApi fresh = new InProcessApi(new Registry(store, Schema.builtIn(), config), "test");
    long revision = fresh.list(ResourceName.NAMESPACES, "", ListOptions.ALL).revision();
    fresh.create(ResourceName.NAMESPACES, "", World.obj("{metadata: {name: a}}"));
    List<WatchEvent> seen = new ArrayList<>();
    fresh.watch(ResourceName.NAMESPACES, "", ListOptions.ALL, revision, seen::add);
    assertThat(revision).isZero();
    assertThat(seen).hasSize(1);
  }

  @Test
  void updatesPatchesAndSubresourcesAnswerWhatIsStored() {
    Obj made = api.create(DEPLOYMENTS, "default", World.obj(WriteTest.DEPLOYMENT));
    Target target = Target.of(DEPLOYMENTS, made);
    Obj status = api.update(target.status(), made.change("status", s -> s.with("replicas", 1)));
    Obj patched = api.patch(target, PatchType.MERGE, Json.object("{\"spec\":{\"replicas\":4}}"));
    assertThat(patched.obj("status")).isEqualTo(status.obj("status"));
    assertThat(patched.obj("spec").integer("replicas", 0)).isEqualTo(4);
    assertThat(api.get(target)).isEqualTo(patched);
    assertThat(api.get(target.scale()).obj("spec").integer("replicas", 0)).isEqualTo(4);
  }
}
