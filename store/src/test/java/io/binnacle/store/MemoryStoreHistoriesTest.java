package io.binnacle.store;

import java.time.InstantSource;

class MemoryStoreHistoriesTest extends StoreHistories {
  @Override
  protected Store open(Retention retention, InstantSource clock) {
    return new MemoryStore(retention, clock);
  }
}
