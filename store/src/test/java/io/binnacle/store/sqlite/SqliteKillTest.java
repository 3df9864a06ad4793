package io.binnacle.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Outcome;
import io.binnacle.store.Store.Outcome.Mismatch;
import io.binnacle.store.Store.Outcome.Written;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 1 of the store against SIGKILL: what was acknowledged is there afterwards. `-Dstore.kills=N` for N kills.
class SqliteKillTest {
  @TempDir Path folder;

  @Test
  void everyAcknowledgedWriteSurvivesAKillAtAnyMoment() throws Exception {
    long seed = Long.getLong("store.seed", System.nanoTime());
    System.out.println("kill test: -Dstore.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Long> acknowledged = new HashMap<>();
    long newest = 0;
    for (int round = 0; round < Integer.getInteger("store.kills", 6); round++) {
      try (ChildJvm child = ChildJvm.run(Victim.class, folder.toString(), "" + random.nextLong())) {
        int before = random.nextInt(1, 400);
        for (int i = 0; i < before; i++) {
          note(child.line(), acknowledged);
        }
        for (String line : child.kill()) {
          note(line, acknowledged);
        }
      }
      for (long revision : acknowledged.values()) {
        newest = Math.max(newest, Math.abs(revision));
      }
      try (SqliteStore store = SqliteStore.open(folder)) {
        assertThat(store.revision()).as("P2, round %s", round).isGreaterThanOrEqualTo(newest);
        for (Map.Entry<String, Long> each : acknowledged.entrySet()) {
          verify(store, each.getKey(), each.getValue());
        }
        for (Entry entry : store.range("/", "", 0, 0).entries()) {
          assertThat(entry.value()).isEqualTo(Victim.value(entry.key(), entry.revision()));
          assertThat(entry.revision()).isLessThanOrEqualTo(store.revision());
        }
        newest = store.revision() + 1;
        long next = newest;
        assertThat(store.put("/round/1", 0, r -> Victim.value("/round/1", r)))
            .as("P2: the revision goes on")
            .isEqualTo(
                new Written(new Entry("/round/1", Victim.value("/round/1", next), next, next)));
        store.delete("/round/1", next, _ -> Obj.EMPTY);
      }
    }
  }

  private static void note(String line, Map<String, Long> acknowledged) {
    String[] words = line.split(" ");
    assertThat(words).as(line).hasSize(2);
    acknowledged.merge(
        words[0],
        Long.valueOf(words[1]),
        (a, b) -> Math.abs(a) > Math.abs(b) ? a : b); // threads print in any order
  }

  /// @param revision of the last acknowledged write of `key`; negative for a delete
  private static void verify(SqliteStore store, String key, long revision) {
    Entry found = store.get(key);
    if (found != null) {
      assertThat(found.revision())
          .as("%s is there, acknowledged last: %s", key, revision)
          .isGreaterThanOrEqualTo(Math.abs(revision))
          .isNotEqualTo(-revision);
    } else if (revision > 0) {
      assertThat(Victim.mayBeDeleted(key)).as("%s@%s is lost", key, revision).isTrue();
      assertThat(store.revision()).as("%s@%s is lost", key, revision).isGreaterThan(revision);
    }
  }

  /// Writes and deletes in four threads, each its own keys, and prints `key revision` for every acknowledgement, with a
  /// minus for a delete. A key is deleted only if its number is odd, so that an even one that is missing is a loss.
  static final class Victim {
    private Victim() {}

    static Obj value(String key, long revision) {
      return Obj.builder()
          .put("key", key)
          .put("revision", revision)
          .put("pad", "x".repeat((int) (revision * 37 % 3000)))
          .build();
    }

    static boolean mayBeDeleted(String key) {
      return Integer.parseInt(key.substring(key.lastIndexOf('/') + 1)) % 2 == 1;
    }

    public static void main(String[] arguments) {
      SqliteStore store = SqliteStore.open(Path.of(arguments[0]));
      long seed = Long.parseLong(arguments[1]);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      for (int i = 0; i < 4; i++) {
        int thread = i;
        threads.execute(() -> {
          try {
            work(store, thread, new SplittableRandom(seed + thread));
          } catch (Throwable broken) {
            broken.printStackTrace();
            Runtime.getRuntime().halt(1); // the test hears of it by the end of our output
          }
        });
      }
    }

    private static void work(SqliteStore store, int thread, SplittableRandom random) {
      while (true) {
        int number = random.nextInt(30);
        String key = "/t" + thread + "/" + number;
        Entry held = store.get(key);
        boolean delete = held != null && mayBeDeleted(key) && random.nextInt(3) == 0;
        long expected = held == null ? 0 : held.revision();
        Outcome outcome =
            delete
                ? store.delete(key, expected, _ -> Obj.EMPTY)
                : store.put(key, expected, r -> value(key, r));
        switch (outcome) {
          case Written(Entry entry) ->
              System.out.println(key + " " + (delete ? "-" : "") + entry.revision());
          case Mismatch(Entry actual) -> throw new AssertionError(key + " holds " + actual);
        }
      }
    }
  }
}
