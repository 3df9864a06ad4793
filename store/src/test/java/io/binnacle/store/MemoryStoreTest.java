package io.binnacle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Obj;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
  @Override
  protected Store open(Retention retention, InstantSource clock) {
    return new MemoryStore(retention, clock);
  }

  @Test
  void whenAWriteReturnsItsWatchersHaveHeard() throws CompactedException {
    List<String> heard = new ArrayList<>();
    put("/a", 0, "x");
    store.watch("/", 0, batch -> heard.add(Recorder.describe(batch)));
    assertThat(heard).containsExactly("+/a@1");
    put("/b", 0, "y");
    assertThat(heard).containsExactly("+/a@1", "+/b@2");
  }

  @Test
  void aSinkMayOpenAndCloseWatches() throws CompactedException {
    List<String> outer = new ArrayList<>();
    List<String> inner = new ArrayList<>();
    store.watch(
        "/a",
        0,
        batch -> {
          outer.add(Recorder.describe(batch));
          try {
            store.watch("/", 0, more -> inner.add(Recorder.describe(more))).close();
            store.watch("/", 1, more -> inner.add(Recorder.describe(more)));
          } catch (CompactedException e) {
            throw new AssertionError(e);
          }
        });
    put("/a", 0, "x");
    put("/b", 0, "y");
    assertThat(outer).containsExactly("+/a@1");
    assertThat(inner).containsExactly("+/a@1", "+/b@2");
  }

  @Test
  void aSinkThatWritesIsTold() throws CompactedException {
    List<String> told = new ArrayList<>();
    store.watch(
        "/",
        0,
        _ -> {
          try {
            store.put("/b", 0, _ -> Obj.EMPTY);
          } catch (IllegalStateException e) {
            told.add(e.getMessage());
          }
        });
    put("/a", 0, "x");
    assertThat(told).containsExactly("a watch sink or a stamp must not write to the store");
    assertThatThrownBy(() -> store.watch("/", 2, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
