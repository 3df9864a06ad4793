package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.CONFIG_MAPS;
import static io.binnacle.model.meta.ResourceName.EVENTS;
import static io.binnacle.model.meta.ResourceName.EVENTS_V1;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Target;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Obj;
import io.binnacle.store.CompactedException;
import io.binnacle.store.Retention;
import io.binnacle.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Watches: what is shown to whom, and what becomes of a slow one.
final class WatchTest {
  private final World world =
      new World(List.of("10.96.0.0/12"), new Retention(40, Duration.ofHours(1)));
  private final Seen seen = new Seen();

  /// Notes events as `TYPE name@revision`, and takes only so many before it is full.
  private static final class Seen implements WatchSink {
    final List<String> events = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    int room = Integer.MAX_VALUE;

    @Override
    public boolean accept(Change change) {
      Obj object = change.object().object();
      String what =
          change.type() == Change.Type.ERROR
              ? Status.of(object).code() + " " + Status.of(object).message()
              : Meta.name(object) + "@" + Meta.resourceVersion(object);
      events.add(change.type() + " " + what);
      changes.add(change);
      return --room > 0;
    }

    List<String> take() {
      List<String> out = List.copyOf(events);
      events.clear();
      return out;
    }
  }

  private static WatchQuery query(String labels, String fields, String version) {
    return new WatchQuery(labels, fields, version, "", true, null);
  }

  private Registry.Watch watch(WatchQuery query) {
    return world.registry.watch(CONFIG_MAPS, "", query, seen);
  }

  private Obj map(String name, String label) {
    return world.create(
        CONFIG_MAPS,
        "{metadata: {name: " + name + ", namespace: default, labels: {a: \"" + label + "\"}}}");
  }

  private Obj relabel(Obj map, String label) {
    return world.update(CONFIG_MAPS, Meta.withLabels(map, Map.of("a", label)));
  }

  private void delete(String name) {
    world.registry.delete(
        Target.of(CONFIG_MAPS, "default", name), DeleteOptions.DEFAULT, WriteOptions.DEFAULT);
  }

  @Test
  void aWatchBeginsWithWhatIsThereAndGoesOn() {
    map("a", "1"); // revision 3, after the two namespaces
    watch(query("", "", ""));
    Obj b = map("b", "1");
    relabel(b, "2");
    delete("a");
    assertThat(seen.events)
        .containsExactly("ADDED a@3", "ADDED b@4", "MODIFIED b@5", "DELETED a@6");
  }

  @Test
  void aWatchFromARevisionShowsWhatCameAfter() {
    map("a", "1");
    map("b", "1");
    watch(query("", "", "3"));
    map("c", "1");
    assertThat(seen.events).containsExactly("ADDED b@4", "ADDED c@5");
  }

  @Test
  void anObjectThatBeginsOrCeasesToMatchIsAddedOrDeleted() {
    watch(query("a=1", "", "2"));
    Obj a = map("a", "0");
    Obj in = relabel(a, "1");
    Obj still = world.update(CONFIG_MAPS, Meta.withAnnotation(in, "x", "y"));
    relabel(still, "0");
    delete("a");
    assertThat(seen.events).containsExactly("ADDED a@4", "MODIFIED a@5", "DELETED a@6");
    Obj last = seen.changes.getLast().object().object();
    assertThat(Meta.labels(last)).as("the last state that matched").containsEntry("a", "1");
  }

  @Test
  void oneNameDoesNotShowItsLongerNeighbours() {
    world.registry.watch(CONFIG_MAPS, "default", query("", "metadata.name=a", "2"), seen);
    map("a", "1");
    map("ab", "1");
    assertThat(seen.events).containsExactly("ADDED a@3");
  }

  @Test
  void anUpdateThatChangesNothingIsNotSeen() {
    Obj a = map("a", "1");
    watch(query("", "", "3"));
    Obj again = world.update(CONFIG_MAPS, a);
    assertThat(Meta.resourceVersion(again)).isEqualTo("3");
    assertThat(seen.events).isEmpty();
  }

  @Test
  void initialEventsEndWithABookmark() {
    map("a", "1");
    watch(new WatchQuery("", "", "", "NotOlderThan", true, true));
    assertThat(seen.events).containsExactly("ADDED a@3", "BOOKMARK @3");
    Obj mark = seen.changes.getLast().object().object();
    assertThat(Meta.annotations(mark)).containsEntry("k8s.io/initial-events-end", "true");
    assertThat(mark.str("kind")).isEqualTo("ConfigMap");
    assertThat(mark.str("apiVersion")).isEqualTo("v1");
  }

  @Test
  void aWatchCanBeginWithoutInitialEvents() {
    map("a", "1");
    watch(new WatchQuery("", "", "", "NotOlderThan", true, false));
    map("b", "1");
    assertThat(seen.events).containsExactly("ADDED b@4");
  }

  @Test
  void aBookmarkTellsTheProgressOfTheStoreEvenIfNothingWatchedChanges() {
    Registry.Watch watch = watch(query("", "", "2"));
    world.create(ResourceName.SECRETS, "{metadata: {name: s, namespace: default}}");
    watch.bookmark();
    assertThat(seen.events).containsExactly("BOOKMARK @3");
  }

  @Test
  void aWatchThatIsTooOldIsToldSoAndEnds() {
    for (int i = 0; i < 60; i++) {
      map("m" + i, "1");
    }
    watch(query("", "", "3"));
    map("late", "1");
    assertThat(seen.events).containsExactly("ERROR 410 too old resource version: 3 (22)");
  }

  @Test
  void aWatchOfTheFutureWaitsForIt() {
    watch(query("", "", "4"));
    map("a", "1");
    map("b", "1");
    map("c", "1");
    assertThat(seen.events).containsExactly("ADDED c@5");
  }

  @Test
  void aSlowWatchGetsNothingUntilThereIsRoomAndThenMissesNothing() {
    map("a", "1");
    seen.room = 1;
    Registry.Watch watch = watch(query("", "", ""));
    Obj b = map("b", "1");
    relabel(b, "2");
    map("c", "1");
    assertThat(seen.take()).containsExactly("ADDED a@3");

    seen.room = 2;
    watch.resume();
    assertThat(seen.take()).containsExactly("ADDED b@4", "MODIFIED b@5");
    watch.bookmark();
    assertThat(seen.take()).as("no bookmark ahead of what was not sent").isEmpty();

    seen.room = Integer.MAX_VALUE;
    watch.resume();
    watch.resume();
    map("d", "1");
    assertThat(seen.take()).containsExactly("ADDED c@6", "ADDED d@7");
  }

  @Test
  void aSlowBeginningIsTakenInPieces() {
    map("a", "1");
    map("b", "1");
    seen.room = 1;
    Registry.Watch watch = watch(new WatchQuery("", "", "", "NotOlderThan", true, true));
    map("c", "1");
    for (int i = 0; i < 3; i++) {
      seen.room = 1;
      watch.resume();
    }
    assertThat(seen.events).containsExactly("ADDED a@3", "ADDED b@4", "BOOKMARK @4", "ADDED c@5");
  }

  @Test
  void aWatchThatLagsBeyondTheWindowIsTooOld() {
    seen.room = 1;
    Registry.Watch watch = watch(query("", "", "2"));
    for (int i = 0; i < 60; i++) {
      map("m" + i, "1");
    }
    seen.room = 10;
    watch.resume();
    assertThat(seen.take())
        .containsExactly("ADDED m0@3", "ERROR 410 too old resource version: 3 (22)");
  }

  @Test
  void aSinkThatMakesRoomBeforeItSaysThatThereIsNoneGoesOn() {
    List<Registry.Watch> self = new ArrayList<>();
    List<Long> got = new ArrayList<>();
    self.add(
        world.registry.watch(
            CONFIG_MAPS,
            "",
            query("", "", "2"),
            change -> {
              got.add(change.revision());
              self.getFirst().resume();
              return false;
            }));
    map("a", "1");
    map("b", "1");
    assertThat(got).containsExactly(3L, 4L);
  }

  @Test
  void aBatchThatWasOnItsWayToAnAbandonedSubscriptionIsNotTaken() {
    TappedStore store = new TappedStore(world.store);
    Registry registry =
        new Registry(
            store, Schema.builtIn(), RegistryConfig.usual(InstantSource.system(), new Random(1)));
    seen.room = 1;
    Registry.Watch watch = registry.watch(CONFIG_MAPS, "", query("", "", "2"), seen);
    map("a", "1");
    map("b", "1");
    seen.room = 1;
    watch.resume(); // delivers b, is full again, and c will be dropped
    map("c", "1");
    seen.room = 10;
    store.onWatch =
        () -> // between the old subscription and the new one
        store.sinks.get(1).accept(List.of(new Store.Event(entry("d", 6), null, false)));
    watch.resume();
    assertThat(seen.events).containsExactly("ADDED a@3", "ADDED b@4", "ADDED c@5");
  }

  private static Store.Entry entry(String name, long revision) {
    Obj object = World.obj("{metadata: {name: " + name + ", namespace: default}}");
    return new Store.Entry(
        "/registry/configmaps/default/" + name,
        Versions.stamp(object, revision),
        revision,
        revision);
  }

  /// Lets a test deliver to subscriptions that are no longer wanted.
  private static final class TappedStore implements Store {
    final Store inner;
    final List<Consumer<List<Event>>> sinks = new ArrayList<>();
    Runnable onWatch = () -> {};

    TappedStore(Store inner) {
      this.inner = inner;
    }

    @Override
    public Watch watch(String prefix, long revision, Consumer<List<Event>> sink)
        throws CompactedException {
      onWatch.run();
      sinks.add(sink);
      return inner.watch(prefix, revision, sink);
    }

    @Override
    public long revision() {
      return inner.revision();
    }

    @Override
    public long oldestRevision() {
      return inner.oldestRevision();
    }

    @Override
    public @Nullable Entry get(String key) {
      return inner.get(key);
    }

    @Override
    public Page range(String prefix, String after, int limit, long revision)
        throws CompactedException {
      return inner.range(prefix, after, limit, revision);
    }

    @Override
    public Outcome put(String key, long expected, Stamp stamp) {
      return inner.put(key, expected, stamp);
    }

    @Override
    public Outcome delete(String key, long expected, Stamp stamp) {
      return inner.delete(key, expected, stamp);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @Test
  void aClosedWatchIsSilent() {
    Registry.Watch watch = watch(query("", "", "2"));
    watch.close();
    map("a", "1");
    watch.resume();
    watch.bookmark();
    assertThat(seen.events).isEmpty();
  }

  @Test
  void allWatchersShareOneFormOfAVersion() {
    Seen other = new Seen();
    watch(query("", "", "2"));
    world.registry.watch(CONFIG_MAPS, "default", query("a=1", "", "2"), other);
    map("a", "1");
    SharedObject one = seen.changes.getFirst().object();
    assertThat(other.changes.getFirst().object()).isSameAs(one);
    assertThat(one.json()).isSameAs(one.json());
    assertThat(one.form("k", _ -> new byte[1])).isSameAs(one.form("k", _ -> new byte[2]));
  }

  @ParameterizedTest(name = "match {0}, initial events {1}: {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "'',true,resourceVersionMatch: Forbidden: sendInitialEvents requires setting"
            + " resourceVersionMatch to NotOlderThan",
        "NotOlderThan,-,resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch"
            + " unless sendInitialEvents is provided",
        "Exact,true,'[resourceVersionMatch: Forbidden: sendInitialEvents requires setting"
            + " resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value:"
            + " \"Exact\": supported values: \"NotOlderThan\"]'",
      })
  void optionsThatMakeNoSense(String match, Boolean initial, String expected) {
    Status status = ListTest.refusal(() -> watch(new WatchQuery("", "", "", match, true, initial)));
    assertThat(status.message()).isEqualTo("ListOptions.meta.k8s.io \"\" is invalid: " + expected);
  }

  @Test
  void bothKindsOfEventAreOne() {
    world.registry.watch(EVENTS_V1, "", WatchQuery.after(2), seen);
    world.create(
        EVENTS,
        "{metadata: {name: e, namespace: default}, message: hello, type: Normal, reason: Because,"
            + " involvedObject: {kind: Pod, name: p, namespace: default}, count: 3}");
    Obj asV1 = world.get(EVENTS_V1, "default", "e");
    assertThat(asV1.str("apiVersion")).isEqualTo("events.k8s.io/v1");
    assertThat(asV1.str("note")).isEqualTo("hello");
    assertThat(asV1.obj("regarding").str("name")).isEqualTo("p");
    assertThat(asV1.integer("deprecatedCount", 0)).isEqualTo(3);
    assertThat(asV1.keys()).doesNotContain("message", "involvedObject", "count");
    assertThat(seen.changes.getFirst().object().object()).isEqualTo(asV1);

    Obj changed = world.update(EVENTS_V1, asV1.with("note", "bye"));
    assertThat(changed.str("note")).isEqualTo("bye");
    assertThat(world.get(EVENTS, "default", "e").str("message")).isEqualTo("bye");
    assertThat(world.get(EVENTS, "default", "e").str("apiVersion")).isEqualTo("v1");
  }
}
