package io.binnacle.store.sqlite;

import io.binnacle.store.Retention;
import io.binnacle.store.Store;
import io.binnacle.store.StoreContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
  @TempDir Path folder;
  private int opened;

  @Override
  protected Store open(Retention retention, InstantSource clock) {
    return SqliteStore.open(folder.resolve("store-" + opened++), retention, clock);
  }
}
