package io.binnacle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Outcome;
import io.binnacle.store.Store.Outcome.Mismatch;
import io.binnacle.store.Store.Page;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every store promises, case by case: writes and ranges here, watches and the past in [StoreWatchContract]. "P3" is
/// promise 3 in the Javadoc of [Store]. See [StoreHistories] for the same under random histories and many threads.
public abstract class StoreContract extends StoreWatchContract {
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
}
