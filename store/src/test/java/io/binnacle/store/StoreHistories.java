package io.binnacle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Event;
import io.binnacle.store.Store.Outcome;
import io.binnacle.store.Store.Outcome.Mismatch;
import io.binnacle.store.Store.Outcome.Written;
import io.binnacle.store.Store.Page;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The promises of [Store] under random histories, against [HistoryModel], and under many threads. "P3" is promise 3.
/// A failure names its seed; `-Dstore.seed=N` runs that one alone, `-Dstore.seeds=N` the first N.
public abstract class StoreHistories {
  private static final Retention AMPLE = new Retention(100_000, Duration.ofHours(1));
  private static final List<String> PREFIXES = List.of("", "/", "/a/", "/b/", "/a/1", "/c");

  /// A new empty store.
  protected abstract Store open(Retention retention, InstantSource clock);

  private Store open(Retention retention) {
    return open(retention, () -> StoreWatchContract.START);
  }

  static LongStream seeds() {
    return seedsOr(12);
  }

  /// @param usual how many, unless a property says otherwise
  protected static LongStream seedsOr(long usual) {
    Long one = Long.getLong("store.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(0, Long.getLong("store.seeds", usual));
  }

  private record Watching(String prefix, long from, Recorder events) {}

  @ParameterizedTest(name = "P2, P3, P4, P5: a random history reads as the model says, seed {0}")
  @MethodSource("seeds")
  void aRandomHistoryReadsAsTheModelSays(long seed) throws CompactedException {
    SplittableRandom random = new SplittableRandom(seed);
    int kept = random.nextInt(1, 300);
    HistoryModel model = new HistoryModel();
    List<Watching> watches = new ArrayList<>();
    try (Store store = open(new Retention(kept, Duration.ofHours(1)))) {
      for (int step = 0; step < 600; step++) {
        long oldest = Math.max(0, model.revision() - kept);
        assertThat(store.revision()).isEqualTo(model.revision());
        assertThat(store.oldestRevision()).isEqualTo(oldest);
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3, 4, 5, 6 -> write(random, store, model);
          case 7, 8 -> {
            String prefix = PREFIXES.get(random.nextInt(PREFIXES.size()));
            String after = random.nextBoolean() ? "" : key(random);
            int limit = random.nextInt(4);
            long at = random.nextLong(model.revision() + 1);
            if (at != 0 && at < oldest) {
              assertThatThrownBy(() -> store.range(prefix, after, limit, at))
                  .isInstanceOf(CompactedException.class);
            } else {
              assertThat(store.range(prefix, after, limit, at))
                  .isEqualTo(model.range(prefix, after, limit, at == 0 ? model.revision() : at));
            }
          }
          default -> {
            String prefix = PREFIXES.get(random.nextInt(PREFIXES.size()));
            long from = random.nextLong(model.revision() + 1);
            Recorder events = new Recorder();
            if (from < oldest) {
              assertThatThrownBy(() -> store.watch(prefix, from, events))
                  .isInstanceOf(CompactedException.class);
            } else {
              store.watch(prefix, from, events);
              watches.add(new Watching(prefix, from, events));
            }
          }
        }
      }
      for (Watching each : watches) {
        List<Event> expected = model.since(each.prefix(), each.from());
        long last = expected.isEmpty() ? 0 : expected.getLast().entry().revision();
        assertThat(each.events().upTo(last)).as("%s", each).isEqualTo(expected);
      }
    }
  }

  private static void write(SplittableRandom random, Store store, HistoryModel model) {
    String key = key(random);
    Entry held = store.get(key);
    long expected =
        switch (random.nextInt(6)) {
          case 0 -> 0;
          case 1 -> random.nextLong(model.revision() + 2);
          default -> held == null ? 0 : held.revision();
        };
    Obj value = Obj.builder().put("n", random.nextInt()).build();
    if (random.nextInt(4) == 0) {
      assertThat(store.delete(key, expected, _ -> value))
          .isEqualTo(model.delete(key, expected, value));
    } else {
      assertThat(store.put(key, expected, _ -> value)).isEqualTo(model.put(key, expected, value));
    }
  }

  private static String key(SplittableRandom random) {
    return List.of("/a/", "/b/", "/c").get(random.nextInt(3)) + random.nextInt(5);
  }

  @Test
  void nothingIsLostWhenManyThreadsCountByCompareAndSet() throws Exception {
    int threads = 8;
    int each = 60;
    try (Store store = open(AMPLE)) {
      Recorder events = new Recorder();
      List<Event> early = new CopyOnWriteArrayList<>();
      store.watch(
          "/count/",
          0,
          batch -> {
            if (store.revision() < batch.getLast().entry().revision()) {
              early.addAll(batch);
            }
            events.accept(batch);
          });
      List<List<Long>> granted =
          inParallel(
              threads,
              thread -> {
                SplittableRandom random = new SplittableRandom(thread);
                List<Long> revisions = new ArrayList<>();
                while (revisions.size() < each) {
                  String key = "/count/" + random.nextInt(3);
                  Entry held = store.get(key);
                  long count = held == null ? 0 : held.value().integer("count", 0);
                  switch (store.put(
                      key,
                      held == null ? 0 : held.revision(),
                      _ -> Obj.builder().put("count", count + 1).build())) {
                    case Written(Entry written) -> {
                      revisions.add(written.revision());
                      assertThat(store.revision())
                          .as("P1")
                          .isGreaterThanOrEqualTo(written.revision());
                    }
                    case Mismatch(Entry actual) -> {
                      assertThat(actual).as("P5").isNotNull();
                      assertThat(actual).isNotEqualTo(held);
                    }
                  }
                }
                return revisions;
              });
      int total = threads * each;
      assertThat(granted.stream().flatMap(List::stream).sorted())
          .as("P2: no gaps, none twice")
          .containsExactlyElementsOf(LongStream.rangeClosed(1, total).boxed().toList());
      long sum = 0;
      for (Entry entry : store.range("/count/", "", 0, 0).entries()) {
        sum += entry.value().integer("count", 0);
      }
      assertThat(sum).as("P5: every count was built on the one before").isEqualTo(total);
      assertThat(revisions(events.upTo(total)))
          .as("P4: each once, in order")
          .containsExactlyElementsOf(LongStream.rangeClosed(1, total).boxed().toList());
      assertThat(early).as("P4: told before it could be read").isEmpty();
    }
  }

  /// Write n puts key n mod 10, so what any revision holds is known.
  private static final int KEYS = 10;

  private static void writeNumber(Store store, int number) {
    String key = "/k/" + number % KEYS;
    Outcome outcome =
        store.put(
            key,
            number <= KEYS ? 0 : number - KEYS,
            revision -> Obj.builder().put("n", revision).build());
    assertThat(outcome).isInstanceOf(Written.class);
  }

  private static List<Long> expectedAt(long revision) {
    return LongStream.rangeClosed(Math.max(1, revision - KEYS + 1), revision)
        .boxed()
        .sorted((a, b) -> Long.compare(a % KEYS, b % KEYS))
        .toList();
  }

  @Test
  void aReadSeesOneRevisionWhateverIsBeingWritten() throws Exception {
    int writes = 1500;
    try (Store store = open(new Retention(200, Duration.ofHours(1)))) {
      inParallel(
          3,
          thread -> {
            if (thread == 0) {
              for (int i = 1; i <= writes; i++) {
                writeNumber(store, i);
              }
              return 0L;
            }
            SplittableRandom random = new SplittableRandom(thread);
            long reads = 0;
            for (long seen = 0; seen < writes; seen = store.revision(), reads++) {
              Page page = store.range("/k/", "", 3, 0);
              long at = page.revision();
              assertThat(at).as("P1").isGreaterThanOrEqualTo(seen);
              List<Long> found = new ArrayList<>();
              try {
                if (at > 20 && random.nextBoolean()) {
                  at -= random.nextInt(20);
                  page = store.range("/k/", "", 3, at);
                }
                while (true) {
                  page.entries().forEach(e -> found.add(e.value().integer("n", 0)));
                  if (page.remaining() == 0 || at == 0) {
                    break;
                  }
                  assertThat(found.size() + page.remaining()).isEqualTo(Math.min(at, KEYS));
                  page = store.range("/k/", page.entries().getLast().key(), 3, at);
                }
                assertThat(found).as("P3 at revision %s", at).isEqualTo(expectedAt(at));
              } catch (CompactedException slow) {
                assertThat(slow.oldest()).isGreaterThan(at);
              }
            }
            return reads;
          });
    }
  }

  @Test
  void aWatchResumedWhereItWasLeftMissesNothingAndRepeatsNothing() throws Exception {
    int writes = 1500;
    try (Store store = open(AMPLE)) {
      inParallel(
          3,
          thread -> {
            if (thread == 0) {
              for (int i = 1; i <= writes; i++) {
                writeNumber(store, i);
              }
              return true;
            }
            SplittableRandom random = new SplittableRandom(thread);
            List<Long> seen = new ArrayList<>();
            while (seen.size() < writes) {
              Recorder events = new Recorder();
              Store.Watch watch = store.watch("/k/", seen.size(), events);
              seen.addAll(
                  revisions(events.upTo(Math.min(writes, seen.size() + random.nextInt(1, 100)))));
              watch.close();
            }
            assertThat(seen)
                .as("P4")
                .containsExactlyElementsOf(LongStream.rangeClosed(1, writes).boxed().toList());
            return true;
          });
    }
  }

  private static List<Long> revisions(List<Event> events) {
    return events.stream().map(e -> e.entry().revision()).toList();
  }

  private interface Part<T> {
    T run(int thread) throws Exception;
  }

  private static <T> List<T> inParallel(int threads, Part<T> part) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<T>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        parts.add(() -> part.run(thread));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : executor.invokeAll(parts)) {
        results.add(each.get());
      }
      return Collections.unmodifiableList(results);
    }
  }
}
