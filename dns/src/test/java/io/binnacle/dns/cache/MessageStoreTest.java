package io.binnacle.dns.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.wire.OutsideMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageStoreTest {
  private static final Duration KEEP = Duration.ofHours(1);
  private static final long CAPACITY = 100_000;

  private final MessageStore store = new MessageStore(CAPACITY, CAPACITY, KEEP, CacheEvents.NONE);

  private static Key key(int number) {
    return Key.of(Replies.ask("n" + number + ".example.com", "A"));
  }

  private static Entry entry(int number, Kind kind, int addresses, long now) {
    OutsideQuestion question = Replies.ask("n" + number + ".example.com", "A");
    List<String> records = new ArrayList<>();
    for (int i = 1; i <= addresses; i++) {
      records.add(question.name() + " 60 IN A 192.0." + i / 256 + "." + i % 256);
    }
    byte[] octets = Replies.message(question.name() + " A", "NOERROR", records, List.of());
    OutsideMessage message = Objects.requireNonNull(OutsideMessage.read(octets));
    return new Entry(Key.of(question), message, kind, true, now, 60, 3_600, null);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverTakesMoreThanItsOctetsAndNeverMixesUpAnswers(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, Entry> last = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      int number = random.nextInt(random.nextBoolean() ? 20 : 2_000);
      Entry found = store.find(key(number));
      if (found != null) {
        assertEquals(last.get(number), found, "seed " + seed);
        found.visit();
      }
      if (random.nextInt(50) == 0) {
        store.remove(key(number));
        assertNull(store.find(key(number)));
      } else if (found == null || random.nextInt(10) == 0) {
        Kind kind = random.nextInt(4) == 0 ? Kind.DENIAL : Kind.SUCCESS;
        Entry entry = entry(number, kind, random.nextInt(1, 30), i);
        last.put(number, entry);
        store.put(entry, i);
      }
      for (Kind kind : Kind.values()) {
        assertTrue(store.weight(kind) <= CAPACITY, "seed " + seed);
      }
    }
    assertTrue(store.size(Kind.SUCCESS) > 50);
    for (int number = 0; number < 2_000; number++) {
      store.remove(key(number));
    }
    assertEquals(0, store.weight(Kind.SUCCESS) + store.weight(Kind.DENIAL), "seed " + seed);
    assertEquals(0, store.size(Kind.SUCCESS) + store.size(Kind.DENIAL), "seed " + seed);
  }

  @Test
  void aFloodOfNamesNobodyAsksForTwiceLeavesPopularOnesAlone() {
    for (int number = 0; number < 100; number++) {
      store.put(entry(number, Kind.DENIAL, 1, 0), 0);
    }
    for (int number = 0; number < 100; number++) {
      Objects.requireNonNull(store.find(key(number))).visit();
    }
    for (int number = 1_000; number < 21_000; number++) {
      store.put(entry(number, Kind.DENIAL, 1, 0), 0);
    }
    for (int number = 0; number < 100; number++) {
      assertNotNull(store.find(key(number)), "n" + number);
    }
  }

  @Test
  void denialsTakeNoRoomFromAnswers() {
    store.put(entry(1, Kind.SUCCESS, 1, 0), 0);
    for (int number = 1_000; number < 3_000; number++) {
      store.put(entry(number, Kind.DENIAL, 1, 0), 0);
    }
    assertNotNull(store.find(key(1)));
  }

  @Test
  void whatIsOfNoUseAnyMoreGetsNoSecondChance() {
    for (int number = 0; number < 100; number++) {
      Entry entry = entry(number, Kind.SUCCESS, 1, 0);
      entry.visit();
      store.put(entry, 0);
    }
    long later = KEEP.toMillis() + 60_000;
    for (int number = 1_000; number < 2_000; number++) {
      store.put(entry(number, Kind.SUCCESS, 1, later), later);
    }
    assertNull(store.find(key(1)));
  }

  @Test
  void anAnswerThatWouldPushOutEverythingElseIsNotKeptAndNeitherIsTheOneBefore() {
    store.put(entry(1, Kind.SUCCESS, 1, 0), 0);
    store.put(entry(1, Kind.SUCCESS, 250, 0), 0);
    store.put(entry(1, Kind.SUCCESS, 700, 0), 0);
    assertNull(store.find(key(1)));
  }

  @Test
  void noTtlEverGrowsNorDoesAClockSetBackMakeItGrow() {
    Entry entry = entry(1, Kind.SUCCESS, 1, 10_000);
    assertEquals(0, entry.age(5_000));
    assertEquals(59, entry.age(69_999));
    assertEquals(60, entry.age(1_000_000));
  }

  @Test
  void aNameSpelledOutAgainGetsTheClientsCaseToo() {
    byte[] octets = plain("n1.example.com");
    OutsideMessage message = Objects.requireNonNull(OutsideMessage.read(octets));
    Entry entry = new Entry(key(1), message, Kind.SUCCESS, true, 0, 60, 60, null);
    byte[] name = {2, 'N', '1', 7, 'E', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'C', 'o', 'm'};
    byte[] out = entry.counted(name, 0);
    assertArrayEquals(name, Arrays.copyOfRange(out, 12, 27));
    assertArrayEquals(name, Arrays.copyOfRange(out, 32, 47));
  }

  /// A reply whose answer does not point to the question.
  private static byte[] plain(String name) {
    byte[] pointing =
        Replies.message(name + ". A", "NOERROR", List.of(name + ". 60 IN A 192.0.2.1"), List.of());
    int length = name.length() + 2;
    byte[] out = new byte[pointing.length + length - 2];
    System.arraycopy(pointing, 0, out, 0, 12 + length + 4);
    System.arraycopy(pointing, 12, out, 12 + length + 4, length);
    System.arraycopy(pointing, 12 + length + 6, out, 12 + length + 4 + length, 14);
    return out;
  }
}
