package io.binnacle.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The one place where a writer and a teller meet without a lock, run as fast as it goes.
class FeedTest {
  private static final int WRITES = 50_000;
  private static final Retention RETENTION = new Retention(10, Duration.ofHours(1));

  @Test
  void nothingIsToldBeforeItCanBeReadAndNothingTwiceOrNever() throws Exception {
    Feed feed = new Feed(Index.of(new TreeMap<>(), 0));
    List<Long> told = new ArrayList<>();
    List<Long> tooEarly = new ArrayList<>();
    feed.watch(
        "/",
        0,
        batch -> {
          for (Event event : batch) {
            told.add(event.entry().revision());
            if (feed.index().revision() < event.entry().revision()) {
              tooEarly.add(event.entry().revision());
            }
          }
        });
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> writer =
          threads.submit(() -> {
            for (int i = 0; i < WRITES; i++) {
              Draft draft = new Draft(feed.index());
              draft.put("/k", draft.before(), _ -> Obj.EMPTY);
              feed.publish(draft.index(StoreWatchContract.START, RETENTION), draft.events());
            }
          });
      Future<?> teller =
          threads.submit(() -> {
            while (!writer.isDone()) {
              feed.deliver();
            }
            feed.deliver();
          });
      writer.get();
      teller.get();
    }
    assertThat(tooEarly).as("P4: only after P1").isEmpty();
    assertThat(told).hasSize(WRITES).isSorted().doesNotHaveDuplicates();
  }
}
