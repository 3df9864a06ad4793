package io.binnacle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Outcome;
import io.binnacle.store.Store.Outcome.Written;
import io.binnacle.store.Store.Page;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store promises about watches and about how long the past is kept, and the words the cases are told in.
/// "P4" is promise 4 in the Javadoc of [Store].
public abstract class StoreWatchContract {
  static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  protected Store store = new MemoryStore();

  /// A new empty store.
  protected abstract Store open(Retention retention, InstantSource clock);

  @BeforeEach
  void openStore() {
    reopen(new Retention(1000, Duration.ofHours(1)));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void reopen(Retention retention) {
    store.close();
    store = open(retention, now::get);
  }

  // ---- watches: P4

  @Test
  void aWatchHearsEveryKindOfChangeUnderItsPrefixInOrder() throws CompactedException {
    Recorder events = new Recorder();
    store.watch("/p/", 0, events);
    Entry created = put("/p/a", 0, "x");
    put("/q/a", 0, "elsewhere");
    Entry changed = put("/p/a", 1, "y");
    Entry gone = delete("/p/a", 3, "z");
    assertThat(events.upTo(4))
        .containsExactly(
            new Store.Event(created, null, false),
            new Store.Event(changed, created, false),
            new Store.Event(gone, changed, true));
  }

  @Test
  void aWatchFromThePastHearsThePastFirst() throws CompactedException {
    put("/a", 0, "1");
    put("/b", 0, "2");
    put("/a", 1, "3");
    Recorder fromStart = new Recorder();
    Recorder fromOne = new Recorder();
    Recorder fromNow = new Recorder();
    store.watch("/", 0, fromStart);
    store.watch("/", 1, fromOne);
    store.watch("/", 3, fromNow);
    delete("/b", 2, "4");
    assertThat(Recorder.describe(fromStart.upTo(4))).isEqualTo("+/a@1 +/b@2 ~/a@3 -/b@4");
    assertThat(Recorder.describe(fromOne.upTo(4))).isEqualTo("+/b@2 ~/a@3 -/b@4");
    assertThat(Recorder.describe(fromNow.upTo(4))).isEqualTo("-/b@4");
  }

  @Test
  void whatAWatchTellsOfCanBeRead() throws CompactedException {
    Recorder events = new Recorder();
    List<Long> readable = new CopyOnWriteArrayList<>();
    store.watch(
        "/",
        0,
        batch -> {
          readable.add(store.revision());
          events.accept(batch);
        });
    put("/a", 0, "x");
    events.upTo(1);
    assertThat(readable).as("P4 only after P1").containsExactly(1L);
  }

  @Test
  void theProgressOfAWatchPassesWhatItDoesNotMatchButNothingItHasNotHanded()
      throws CompactedException {
    put("/p/a", 0, "1");
    Recorder events = new Recorder();
    List<Long> busy = new CopyOnWriteArrayList<>();
    AtomicReference<Store.@Nullable Watch> self = new AtomicReference<>();
    Store.Watch watch =
        store.watch(
            "/p/",
            1,
            batch -> {
              Store.Watch opened = self.get();
              busy.add(opened == null ? -1 : opened.progress());
              events.accept(batch);
            });
    self.set(watch);
    put("/q/a", 0, "2");
    put("/p/a", 1, "3");
    put("/q/a", 2, "4");
    assertThat(Recorder.describe(events.upTo(3))).isEqualTo("~/p/a@3");
    assertThat(busy)
        .as("while its sink is busy with 3")
        .allSatisfy(p -> assertThat(p).isLessThan(3));
    while (watch.progress() < 4) {
      Thread.onSpinWait(); // a store may deliver on a thread of its own
    }
    assertThat(watch.progress()).isEqualTo(4);
  }

  @Test
  void aClosedWatchHearsNoLaterWrite() throws CompactedException {
    Recorder closed = new Recorder();
    Recorder open = new Recorder();
    Store.Watch watch = store.watch("/", 0, closed);
    store.watch("/", 0, open);
    put("/a", 0, "x");
    closed.upTo(1);
    watch.close();
    watch.close();
    put("/a", 1, "y");
    open.upTo(2);
    assertThat(Recorder.describe(closed.upTo(1))).isEqualTo("+/a@1");
  }

  @Test
  void aSinkThatThrowsLosesItsOwnWatchOnly() throws CompactedException {
    Recorder other = new Recorder();
    Recorder broken = new Recorder();
    store.watch(
        "/",
        0,
        batch -> {
          broken.accept(batch);
          throw new IllegalStateException("a sink that fails on purpose");
        });
    store.watch("/", 0, other);
    java.util.logging.Logger log = java.util.logging.Logger.getLogger(Feed.class.getName());
    log.setLevel(java.util.logging.Level.OFF); // what it says is expected here
    put("/a", 0, "x");
    put("/a", 1, "y");
    assertThat(Recorder.describe(other.upTo(2))).isEqualTo("+/a@1 ~/a@2");
    log.setLevel(null);
    assertThat(Recorder.describe(broken.upTo(1))).isEqualTo("+/a@1");
  }

  // ---- what is kept

  @Test
  void theOldestEventGoesWhenThereAreTooMany() throws CompactedException {
    reopen(new Retention(3, Duration.ofHours(1)));
    put("/a", 0, "1");
    for (int i = 1; i < 5; i++) {
      put("/a", i, "" + i);
    }
    assertThat(store.oldestRevision()).isEqualTo(2);
    assertThat(versions(store.range("/", "", 0, 2))).isEqualTo("/a@2");
    Recorder events = new Recorder();
    store.watch("/", 2, events);
    assertThat(Recorder.describe(events.upTo(5))).isEqualTo("~/a@3 ~/a@4 ~/a@5");
    assertCompacted(1, 2);
  }

  @Test
  void anEventGoesWhenItIsTooOld() throws CompactedException {
    reopen(new Retention(1000, Duration.ofMinutes(10)));
    put("/a", 0, "1");
    now.set(START.plus(Duration.ofMinutes(5)));
    put("/b", 0, "2");
    now.set(START.plus(Duration.ofMinutes(10)));
    put("/c", 0, "3");
    assertThat(store.oldestRevision()).as("exactly as old as allowed").isZero();
    now.set(START.plus(Duration.ofMinutes(10)).plusMillis(1));
    put("/d", 0, "4");
    assertThat(store.oldestRevision()).isEqualTo(1);
    assertThat(versions(store.range("/", "", 0, 1))).isEqualTo("/a@1");
    assertCompacted(0, 1);
  }

  private void assertCompacted(long wanted, long oldest) {
    if (wanted > 0) {
      assertThatThrownBy(() -> store.range("/", "", 0, wanted))
          .isInstanceOfSatisfying(
              CompactedException.class, e -> assertThat(e.oldest()).isEqualTo(oldest));
    }
    assertThatThrownBy(() -> store.watch("/", wanted, _ -> {}))
        .isInstanceOfSatisfying(
            CompactedException.class,
            e -> {
              assertThat(e.wanted()).isEqualTo(wanted);
              assertThat(e.oldest()).isEqualTo(oldest);
            });
  }

  // ---- small words

  protected static Obj value(String text, long revision) {
    return Obj.builder().put("text", text).put("revision", revision).build();
  }

  protected final Entry put(String key, long expected, String text) {
    return written(store.put(key, expected, revision -> value(text, revision)));
  }

  protected final Entry delete(String key, long expected, String text) {
    return written(store.delete(key, expected, revision -> value(text, revision)));
  }

  private static Entry written(@Nullable Outcome outcome) {
    if (outcome instanceof Written(Entry entry)) {
      return entry;
    }
    throw new AssertionError("refused: " + outcome);
  }

  static String keys(Page page) {
    return String.join(" ", page.entries().stream().map(Entry::key).toList());
  }

  static String versions(Page page) {
    return String.join(
        " ", page.entries().stream().map(e -> e.key() + "@" + e.revision()).toList());
  }
}
