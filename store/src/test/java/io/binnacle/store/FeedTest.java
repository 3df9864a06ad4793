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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The one place where a writer and a teller meet without a lock, run as fast as it goes.
class FeedTest {
  private static final int WRITES = 50_000;
  private static final Retention RETENTION = new Retention(1000, Duration.ofHours(1));

  private final Feed feed = new Feed(Index.of(new TreeMap<>(), 0));

  private void write() {
    for (int i = 0; i < WRITES; i++) {
      Draft draft = new Draft(feed.index());
      draft.put("/k", draft.before(), _ -> Obj.EMPTY);
      feed.publish(draft.index(StoreWatchContract.START, RETENTION), draft.events());
    }
  }

  private void tell(Future<?> writer) {
    while (!writer.isDone()) {
      feed.deliver();
    }
    feed.deliver();
  }

  @Test
  void nothingIsToldBeforeItCanBeReadAndNothingTwiceOrNever() throws Exception {
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
      Future<?> writer = threads.submit(this::write);
      Future<?> teller = threads.submit(() -> tell(writer));
      writer.get();
      teller.get();
    }
    assertThat(tooEarly).as("P4: only after P1").isEmpty();
    assertThat(told).hasSize(WRITES).isSorted().doesNotHaveDuplicates();
  }

  /// Collects five events, and that is enough.
  private static final class Glance implements Consumer<List<Event>> {
    private final long from;
    private final List<Long> seen = new ArrayList<>();
    private volatile Store.@Nullable Watch watch;

    Glance(long from) {
      this.from = from;
    }

    @Override
    public void accept(List<Event> batch) {
      batch.forEach(event -> seen.add(event.entry().revision()));
      Store.Watch opened = watch;
      if (seen.size() >= 5 && opened != null) {
        opened.close();
      }
    }

    void check() {
      for (int i = 0; i < seen.size(); i++) {
        assertThat(seen.get(i)).as("P4: %s from %s", seen, from).isEqualTo(from + 1 + i);
      }
    }
  }

  @Test
  void aWatchOpenedInTheMiddleOfWritingBeginsExactlyWhereItSays() throws Exception {
    List<Glance> glances = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<?> writer = threads.submit(this::write);
      Future<?> teller = threads.submit(() -> tell(writer));
      Future<?> opener =
          threads.submit(() -> {
            while (!writer.isDone()) {
              Glance glance = new Glance(feed.index().revision());
              try {
                glance.watch = feed.watch("/", glance.from, glance);
                glances.add(glance);
              } catch (CompactedException slow) {
                assertThat(slow.oldest()).isGreaterThan(glance.from);
              }
            }
          });
      writer.get();
      teller.get();
      opener.get();
    }
    assertThat(glances).isNotEmpty().allSatisfy(Glance::check);
  }
}
