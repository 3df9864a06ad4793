package io.binnacle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Outcome;
import io.binnacle.store.Store.Outcome.Mismatch;
import io.binnacle.store.Store.Outcome.Written;
import io.binnacle.store.Store.Page;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every store promises, case by case. "P3" is promise 3 in the Javadoc of [Store]. See [StoreHistories] for
/// the same promises under random histories and many threads.
public abstract class StoreContract {
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

  // ---- writes: P1, P2, P5

  @Test
  void anEmptyStoreIsAtRevisionZero() throws CompactedException {
    assertThat(store.revision()).isZero();
    assertThat(store.oldestRevision()).isZero();
    assertThat(store.get("/a")).isNull();
    assertThat(store.range("/", "", 0, 0)).isEqualTo(new Page(0, List.of(), 0));
  }

  @Test
  void aCreateIsReadableAtOnceAndStampedWithItsRevision() {
    Entry entry = put("/a", 0, "x");
    assertThat(entry).isEqualTo(new Entry("/a", value("x", 1), 1, 1));
    assertThat(store.get("/a")).isEqualTo(entry);
    assertThat(store.revision()).as("P1").isEqualTo(1);
  }

  @Test
  void aReplaceKeepsTheRevisionOfTheCreate() {
    put("/a", 0, "x");
    put("/b", 0, "y");
    assertThat(put("/a", 1, "z")).isEqualTo(new Entry("/a", value("z", 3), 1, 3));
  }

  @Test
  void aDeleteStampsTheFinalVersionAndAKeyCreatedAgainStartsAnew() {
    put("/a", 0, "x");
    assertThat(delete("/a", 1, "last")).isEqualTo(new Entry("/a", value("last", 2), 1, 2));
    assertThat(store.get("/a")).isNull();
    assertThat(put("/a", 0, "y")).isEqualTo(new Entry("/a", value("y", 3), 3, 3));
  }

  record Refused(String name, String operation, String key, long expected, boolean holds) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Refused> refused() {
    return Stream.of(
        new Refused("create of a key that is there", "put", "/a", 0, true),
        new Refused("replace with an old revision", "put", "/a", 1, true),
        new Refused("replace with a revision of another key", "put", "/a", 3, true),
        new Refused("replace of a key that is not there", "put", "/c", 2, false),
        new Refused("delete with an old revision", "delete", "/a", 1, true),
        new Refused("delete expecting nothing", "delete", "/a", 0, true),
        new Refused("delete of a key that is not there", "delete", "/c", 2, false),
        new Refused("delete of nothing, expecting nothing", "delete", "/c", 0, false));
  }

  @ParameterizedTest(name = "P5: {0} changes nothing and shows what is there")
  @MethodSource("refused")
  void aStaleCompareAndSetChangesNothing(Refused c) {
    put("/a", 0, "x");
    Entry a = put("/a", 1, "y");
    put("/b", 0, "z");
    Store.Stamp never =
        _ -> {
          throw new AssertionError("stamped a write that is refused");
        };
    Outcome outcome =
        c.operation().equals("put")
            ? store.put(c.key(), c.expected(), never)
            : store.delete(c.key(), c.expected(), never);
    assertThat(outcome).isEqualTo(new Mismatch(c.holds() ? a : null));
    assertThat(store.revision()).isEqualTo(3);
    assertThat(store.get("/a")).isEqualTo(a);
  }

  @Test
  void aStampThatThrowsChangesNothingAndItsExceptionReachesTheCaller() {
    put("/a", 0, "x");
    IllegalStateException mine = new IllegalStateException("mine");
    assertThatThrownBy(() ->
            store.put(
                "/a",
                1,
                _ -> {
                  throw mine;
                }))
        .isSameAs(mine);
    assertThat(store.revision()).isEqualTo(1);
    assertThat(put("/a", 1, "y").revision()).as("P2: no gap").isEqualTo(2);
  }

  @Test
  void nonsenseIsRefusedByName() {
    assertThatThrownBy(() -> put("", 0, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key");
    assertThatThrownBy(() -> put("/a", -1, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a")
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> store.range("/", "", -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit: -1");
    assertThatThrownBy(() -> store.range("/", "", 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("revision: 1");
    assertThatThrownBy(() -> store.watch("/", 1, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("revision: 1");
  }

  @Test
  void aStampOrASinkThatWritesIsTold() {
    assertThatThrownBy(() -> store.put("/a", 0, _ -> put("/b", 0, "x").value()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must not write");
    assertThat(store.revision()).isZero();
  }

  @Test
  void aClosedStoreRefusesWritesAndStillReads() {
    Entry a = put("/a", 0, "x");
    store.close();
    assertThatThrownBy(() -> put("/b", 0, "y"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
    assertThat(store.get("/a")).isEqualTo(a);
  }

  // ---- ranges: P3

  record Range(String name, String prefix, String after, int limit, String keys, long remaining) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Range> ranges() {
    return Stream.of(
        new Range("all", "/", "", 0, "/p/a/1 /p/a/2 /p/b/1 /pq /q/1", 0),
        new Range("a collection", "/p/", "", 0, "/p/a/1 /p/a/2 /p/b/1", 0),
        new Range("a namespace", "/p/a/", "", 0, "/p/a/1 /p/a/2", 0),
        new Range("nothing there", "/x/", "", 0, "", 0),
        new Range("a prefix that is no folder", "/p", "", 0, "/p/a/1 /p/a/2 /p/b/1 /pq", 0),
        new Range("the empty prefix", "", "", 0, "/p/a/1 /p/a/2 /p/b/1 /pq /q/1", 0),
        new Range("the first page", "/p/", "", 2, "/p/a/1 /p/a/2", 1),
        new Range("the last page", "/p/", "/p/a/2", 2, "/p/b/1", 0),
        new Range("a page that fits exactly", "/p/", "/p/a/1", 2, "/p/a/2 /p/b/1", 0),
        new Range("from a key that is gone", "/p/", "/p/a/15", 0, "/p/a/2 /p/b/1", 0),
        new Range("from before the prefix", "/p/", "/a", 1, "/p/a/1", 2),
        new Range("from behind the prefix", "/p/", "/z", 0, "", 0),
        new Range("behind the last of the prefix", "/p/", "/p/b/1", 0, "", 0));
  }

  @ParameterizedTest(name = "range: {0}")
  @MethodSource("ranges")
  void ranges(Range c) throws CompactedException {
    for (String key : List.of("/q/1", "/p/b/1", "/pq", "/p/a/2", "/p/a/1")) {
      put(key, 0, "x");
    }
    Page page = store.range(c.prefix(), c.after(), c.limit(), 0);
    assertThat(keys(page)).isEqualTo(c.keys());
    assertThat(page.remaining()).isEqualTo(c.remaining());
    assertThat(page.revision()).isEqualTo(5);
  }

  @Test
  void keysAreInOrderOfCodeUnits() throws CompactedException {
    for (String key : List.of("/k/\uffff", "/k/\ud83d\ude00", "/k/é", "/k/z", "/k/Z", "/k/-")) {
      put(key, 0, "x");
    }
    assertThat(keys(store.range("/k/", "", 0, 0)))
        .isEqualTo("/k/- /k/Z /k/z /k/é /k/\ud83d\ude00 /k/\uffff");
    assertThat(keys(store.range("/k/\uffff", "", 0, 0))).isEqualTo("/k/\uffff");
  }

  @Test
  void aPastRevisionReadsAsItWas() throws CompactedException {
    put("/a", 0, "1");
    put("/b", 0, "2");
    put("/a", 1, "3");
    delete("/b", 2, "4");
    put("/b", 0, "5");
    assertThat(versions(store.range("/", "", 0, 1))).as("P3").isEqualTo("/a@1");
    assertThat(versions(store.range("/", "", 0, 2))).isEqualTo("/a@1 /b@2");
    assertThat(versions(store.range("/", "", 0, 3))).isEqualTo("/a@3 /b@2");
    assertThat(versions(store.range("/", "", 0, 4))).isEqualTo("/a@3");
    assertThat(versions(store.range("/", "", 0, 5))).isEqualTo("/a@3 /b@5");
    assertThat(store.range("/", "", 1, 2)).isEqualTo(store.range("/", "", 1, 2));
    assertThat(store.range("/", "", 1, 2).remaining()).isEqualTo(1);
    assertThat(store.range("/", "", 1, 2).revision()).isEqualTo(2);
  }

  @Test
  void aPageDoesNotChangeWithLaterWrites() throws CompactedException {
    put("/a", 0, "x");
    Page before = store.range("/", "", 0, 0);
    put("/a", 1, "y");
    put("/b", 0, "z");
    assertThat(versions(before)).isEqualTo("/a@1");
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

  private static String keys(Page page) {
    return String.join(" ", page.entries().stream().map(Entry::key).toList());
  }

  private static String versions(Page page) {
    return String.join(
        " ", page.entries().stream().map(e -> e.key() + "@" + e.revision()).toList());
  }
}
