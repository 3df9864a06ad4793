package io.binnacle.store.sqlite;

import io.binnacle.store.Retention;
import io.binnacle.store.Store;
import io.binnacle.store.StoreHistories;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreHistoriesTest extends StoreHistories {
  @TempDir Path folder;

  @Override
  protected Store open(Retention retention, InstantSource clock) {
    return SqliteStore.open(folder, retention, clock);
  }
}
