package io.binnacle.store.sqlite;

import io.binnacle.store.Retention;
import io.binnacle.store.Store;
import io.binnacle.store.StoreHistories;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreHistoriesTest extends StoreHistories {
  @TempDir Path folder;

  /// Fewer than in memory: every write waits for the disk.
  static LongStream seeds() {
    return seedsOr(4);
  }

  @Override
  protected Store open(Retention retention, InstantSource clock) {
    return SqliteStore.open(folder, retention, clock);
  }
}
