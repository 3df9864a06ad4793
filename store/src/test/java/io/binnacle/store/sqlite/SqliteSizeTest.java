package io.binnacle.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file follows what is alive, not what has happened. `-Dstore.churn=N` for N updates.
class SqliteSizeTest {
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path folder;
  private Path real;

  @BeforeEach
  void load() throws IOException {
    real = folder.toRealPath();
    NativeLibrary.load(real);
  }

  private long size() throws IOException {
    return Files.size(real.resolve("binnacle.db")) + Files.size(real.resolve("binnacle.db-wal"));
  }

  private static Event event(int key, long revision, boolean deleted) {
    Obj value = Obj.builder().put("r", revision).put("pad", "x".repeat(2000)).build();
    return new Event(new Entry("/k/" + key, value, 1, revision), null, deleted);
  }

  @Test
  void churnOnAFewKeysDoesNotGrowTheFile() throws IOException, SQLException {
    int updates = Integer.getInteger("store.churn", 10_000);
    int keys = 10;
    try (Database database = Database.open(real)) {
      long revision = 0;
      while (revision < updates) {
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
          batch.add(event(i, revision + i + 1, false));
        }
        database.commit(batch, revision, revision + keys);
        database.checkpointIfDue();
        revision += keys;
        assertThat(size()).as("after %s updates", revision).isLessThan(4 * MEGABYTE);
      }
      assertThat(database.load().entries()).hasSize(keys);
    }
  }

  @Test
  void roomOfDeletedObjectsGoesBackToTheDiskStepByStep() throws IOException, SQLException {
    int objects = 6000;
    try (Database database = Database.open(real)) {
      List<Event> all = new ArrayList<>();
      List<Event> most = new ArrayList<>();
      for (int i = 1; i <= objects; i++) {
        all.add(event(i, i, false));
        if (i % 100 != 0) {
          most.add(event(i, objects + most.size() + 1, true));
        }
      }
      database.commit(all, 0, objects);
      database.checkpointIfDue();
      assertThat(Files.size(real.resolve("binnacle.db"))).isGreaterThan(11 * MEGABYTE);
      assertThat(database.shrink()).as("nothing is free").isFalse();
      database.commit(most, objects, objects + most.size());
      int steps = 0;
      while (database.shrink()) {
        steps++;
      }
      assertThat(steps).as("small steps").isGreaterThan(10);
      assertThat(Files.size(real.resolve("binnacle.db"))).isLessThan(5 * MEGABYTE);
      assertThat(database.load().entries()).hasSize(objects / 100);
    }
  }
}
