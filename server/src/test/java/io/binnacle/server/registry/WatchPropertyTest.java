package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.CONFIG_MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.store.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever applies the events of a watch to what it began with has, once it has caught up, exactly what a list shows,
/// however slowly it reads.
final class WatchPropertyTest {
  private static final List<String> SELECTORS = List.of("", "a=0", "a in (1,2)", "!b,a!=0", "b");

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 40);
  }

  /// Applies events to a copy of the collection, and insists on their making sense.
  private static final class Replica implements WatchSink {
    final Map<String, Obj> objects = new TreeMap<>();
    final String selector;
    Registry.@Nullable Watch watch;
    long last;
    int room;
    boolean failed;

    Replica(String selector, int room) {
      this.selector = selector;
      this.room = room;
    }

    Registry.Watch watch() {
      return Objects.requireNonNull(watch);
    }

    @Override
    public boolean accept(Change change) {
      Obj object = change.object().object();
      String name = Meta.name(object);
      switch (change.type()) {
        case ADDED -> assertThat(objects.put(name, object)).as("%s was there", name).isNull();
        case MODIFIED -> assertThat(objects.put(name, object)).as(name).isNotNull();
        case DELETED -> assertThat(objects.remove(name)).as(name).isNotNull();
        case BOOKMARK -> {}
        case ERROR -> failed = true;
      }
      boolean live = change.type() == Change.Type.MODIFIED || change.type() == Change.Type.DELETED;
      if (live) { // the first objects come in the order of their names
        assertThat(change.revision()).as("order").isGreaterThan(last);
        last = change.revision();
      }
      return --room > 0;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aReplicaEqualsTheList(long seed) {
    Random random = new Random(seed);
    World world = new World(List.of("10.96.0.0/12"), new Retention(60, Duration.ofHours(1)));
    List<Replica> replicas = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(8)) {
        case 0 -> replicas.add(open(world, random));
        case 1, 2 ->
            replicas.forEach(r -> {
              if (random.nextInt(3) == 0) {
                r.room = 1 + random.nextInt(5);
                r.watch().resume();
              }
            });
        case 3 -> replicas.forEach(r -> r.watch().bookmark());
        default -> write(world, random);
      }
    }
    int compared = 0;
    for (Replica replica : replicas) {
      replica.room = Integer.MAX_VALUE;
      replica.watch().resume();
      if (!replica.failed) {
        compared++;
        assertThat(replica.objects.values())
            .as("seed %s, selector %s", seed, replica.selector)
            .containsExactlyElementsOf(list(world, replica.selector));
      }
    }
    assertThat(compared).as("some kept up").isPositive();
  }

  private static Replica open(World world, Random random) {
    Replica replica =
        new Replica(SELECTORS.get(random.nextInt(SELECTORS.size())), 1 + random.nextInt(10));
    String from = "";
    if (random.nextBoolean()) {
      ListResult list =
          world.registry.list(
              CONFIG_MAPS, "", new ListQuery(replica.selector, "", 0, "", "", "", false));
      list.items().forEach(o -> replica.objects.put(Meta.name(o), o));
      from = Long.toString(list.revision());
    }
    replica.watch =
        world.registry.watch(
            CONFIG_MAPS, "", new WatchQuery(replica.selector, "", from, "", true, null), replica);
    return replica;
  }

  private static List<Obj> list(World world, String selector) {
    return world
        .registry
        .list(CONFIG_MAPS, "", new ListQuery(selector, "", 0, "", "", "", false))
        .items();
  }

  private static void write(World world, Random random) {
    String name = "m" + random.nextInt(6);
    Map<String, String> labels = new TreeMap<>();
    labels.put("a", Integer.toString(random.nextInt(3)));
    if (random.nextInt(3) == 0) {
      labels.put("b", "");
    }
    Obj object =
        Meta.withLabels(World.obj("{metadata: {name: " + name + ", namespace: default}}"), labels);
    Target target = Target.of(CONFIG_MAPS, "default", name);
    try {
      switch (random.nextInt(4)) {
        case 0 -> world.registry.delete(target, DeleteOptions.DEFAULT, WriteOptions.DEFAULT);
        case 1 -> world.registry.create(CONFIG_MAPS, "default", object, WriteOptions.DEFAULT);
        default -> world.registry.update(target, object, WriteOptions.DEFAULT);
      }
    } catch (ApiException e) {
      assertThat(e.isNotFound() || e.isAlreadyExists()).as(e.status().message()).isTrue();
    }
  }

  /// A reader on another thread that takes one event at a time: no wake-up may be lost between the sink saying that it
  /// is full and the reader saying that it is not.
  @RepeatedTest(20)
  void noWakeUpIsLost() throws InterruptedException {
    World world = new World();
    int writes = 200;
    Semaphore full = new Semaphore(0);
    Semaphore done = new Semaphore(0);
    List<Long> seen = new ArrayList<>();
    Registry.Watch watch =
        world.registry.watch(
            CONFIG_MAPS,
            "",
            WatchQuery.after(world.store.revision()),
            change -> {
              seen.add(change.revision());
              if (seen.size() == writes) {
                done.release();
              }
              full.release();
              return false;
            });
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < writes; i++) {
                full.acquireUninterruptibly();
                watch.resume();
              }
            });
    for (int i = 0; i < writes; i++) {
      world.create(CONFIG_MAPS, "{metadata: {name: m" + i + ", namespace: default}}");
    }
    done.acquire();
    reader.join();
    assertThat(seen).isSorted().doesNotHaveDuplicates().hasSize(writes);
  }
}
