package io.binnacle.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Obj;
import io.binnacle.store.CompactedException;
import io.binnacle.store.Recorder;
import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Outcome.Written;
import io.binnacle.store.Store.Page;
import io.binnacle.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When the disk takes no more: the writers are told, nothing is half written, and it works again when there is room.
class SqliteFullDiskTest {
  private static final int ROOM = 100; // pages

  @TempDir Path folder;

  private static Obj large(long revision) {
    return Obj.builder().put("r", revision).put("pad", "x".repeat(10_000)).build();
  }

  @Test
  void aFullDiskIsToldAndHarmsNothing() throws CompactedException {
    Page before;
    try (SqliteStore store = SqliteStore.open(folder)) {
      Recorder events = new Recorder();
      store.watch("/", 0, events);
      store.limit(ROOM);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < ROOM; i++) {
                  store.put("/k/" + i, 0, SqliteFullDiskTest::large);
                }
              })
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("binnacle.db")
          .hasMessageContaining("the disk is full: make room");
      long last = store.revision();
      assertThat(last).isBetween(10L, (long) ROOM - 1);
      assertThat(store.get("/k/" + last)).as("the one that failed").isNull();
      assertThat(store.range("/", "", 0, 0).entries()).hasSize((int) last);

      assertThatThrownBy(() -> store.put("/more", 0, SqliteFullDiskTest::large))
          .as("still full")
          .isInstanceOf(StoreException.class);
      assertThat(store.delete("/k/0", 1, _ -> Obj.EMPTY))
          .as("making room")
          .isInstanceOf(Written.class);
      store.limit(0);
      assertThat(store.put("/more", 0, SqliteFullDiskTest::large))
          .as("P2: no revision was used up")
          .isEqualTo(new Written(new Entry("/more", large(last + 2), last + 2, last + 2)));
      assertThat(events.upTo(last + 2))
          .as("P4: what failed was never told")
          .hasSize((int) last + 2)
          .noneMatch(e -> e.entry().key().equals("/k/" + last));
      before = store.range("", "", 0, 0);
    }
    try (SqliteStore store = SqliteStore.open(folder)) {
      assertThat(store.range("", "", 0, 0)).isEqualTo(before);
    }
  }

  @Test
  void ofManyWritersEachIsToldTheTruth() throws Exception {
    List<String> granted = new ArrayList<>();
    Page before;
    try (SqliteStore store = SqliteStore.open(folder);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      store.limit(ROOM);
      List<Callable<Boolean>> writes = new ArrayList<>();
      for (int i = 0; i < ROOM; i++) {
        String key = "/k/" + i;
        writes.add(() -> {
          try {
            return store.put(key, 0, SqliteFullDiskTest::large) instanceof Written;
          } catch (StoreException full) {
            return false;
          }
        });
      }
      List<Future<Boolean>> answers = threads.invokeAll(writes);
      for (int i = 0; i < ROOM; i++) {
        if (answers.get(i).get()) {
          granted.add("/k/" + i);
        }
      }
      before = store.range("", "", 0, 0);
      assertThat(store.revision()).isEqualTo(granted.size());
    }
    assertThat(granted).hasSizeBetween(10, ROOM - 1);
    try (SqliteStore store = SqliteStore.open(folder)) {
      assertThat(store.range("", "", 0, 0)).isEqualTo(before);
      assertThat(before.entries().stream().map(Entry::key)).hasSameElementsAs(granted);
    }
  }
}
