package io.binnacle.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 1 against a power cut: of the write-ahead log only what was flushed when a write was acknowledged is sure to be
/// on the disk; behind that there may be nothing, or anything.
class SqliteTornLogTest {
  private static final int WRITES = 100; // few enough for the log not to be emptied on the way

  @TempDir Path folder;

  @Test
  void whatWasFlushedAtTheAcknowledgementIsAllItTakes() throws IOException {
    long seed = Long.getLong("store.seed", 42);
    SplittableRandom random = new SplittableRandom(seed);
    List<TreeMap<String, Long>> states = new ArrayList<>(List.of(new TreeMap<>()));
    List<Long> flushed = new ArrayList<>(List.of(0L));
    byte[] database;
    byte[] log;
    Path original = folder.resolve("original");
    try (SqliteStore store = SqliteStore.open(original)) {
      for (int i = 1; i <= WRITES; i++) {
        TreeMap<String, Long> state = new TreeMap<>(states.getLast());
        String key = "/k/" + random.nextInt(12);
        long expected = state.getOrDefault(key, 0L);
        int size = random.nextInt(3000);
        if (expected > 0 && random.nextInt(4) == 0) {
          store.delete(key, expected, _ -> Obj.EMPTY);
          state.remove(key);
        } else {
          store.put(
              key, expected, r -> Obj.builder().put("r", r).put("x", "y".repeat(size)).build());
          state.put(key, (long) i);
        }
        states.add(state);
        flushed.add(Files.size(original.resolve("binnacle.db-wal")));
      }
      database = Files.readAllBytes(original.resolve("binnacle.db"));
      log = Files.readAllBytes(original.resolve("binnacle.db-wal"));
    }
    assertThat(log.length / 4096).as("the log was not emptied on the way").isLessThan(512);
    assertThat(log).hasSize(flushed.getLast().intValue());
    for (int trial = 0; trial < 60; trial++) {
      int cut = random.nextInt(log.length + 1);
      byte[] torn = Arrays.copyOf(log, cut);
      int acknowledged = 0;
      while (acknowledged < WRITES && flushed.get(acknowledged + 1) <= cut) {
        acknowledged++;
      }
      int sure = flushed.get(acknowledged).intValue();
      if (random.nextBoolean()) {
        for (int i = sure; i < cut; i++) {
          torn[i] = (byte) random.nextInt(256);
        }
      }
      Path copy = Files.createDirectory(folder.resolve("trial-" + trial));
      Files.write(copy.resolve("binnacle.db"), database);
      Files.write(copy.resolve("binnacle.db-wal"), torn);
      try (SqliteStore store = SqliteStore.open(copy)) {
        TreeMap<String, Long> found = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
          String key = "/k/" + i;
          var entry = store.get(key);
          if (entry != null) {
            found.put(key, entry.revision());
            assertThat(entry.value().integer("r", 0)).isEqualTo(entry.revision());
          }
        }
        assertThat(store.revision())
            .as("seed %s, log cut at %s of %s", seed, cut, log.length)
            .isEqualTo(acknowledged);
        assertThat(found).isEqualTo(states.get(acknowledged));
      }
    }
  }
}
