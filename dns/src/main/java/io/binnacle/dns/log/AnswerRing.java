package io.binnacle.dns.log;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Carries answers from the data path to the log. Any number of writers, which never wait and never allocate; one reader. Of
/// fixed size: what finds no room is counted and lost.
final class AnswerRing {
  /* D. Vyukov's bounded queue: a slot's sequence number says whose turn it is. A slot is `LONGS` numbers and the first octets
   * of the reply, its header and question. */
  private static final int LONGS = 6;
  private static final int HIGH = 0, LOW = 1, NANOS = 2, SIZES = 3, EXTRA = 4, HEAD = 5;

  private final int mask;
  private final AtomicLongArray turns;
  private final long[] numbers;
  private final byte[] heads;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private long head;

  /// @param slots a power of two
  AnswerRing(int slots) {
    this.mask = slots - 1;
    this.turns = new AtomicLongArray(slots);
    this.numbers = new long[slots * LONGS];
    this.heads = new byte[slots * MessageHead.MAX_HEAD];
    for (int i = 0; i < slots; i++) {
      turns.set(i, i);
    }
  }

  /// @param reply holds the reply at `at`
  /// @param octets of the reply that are worth keeping, its head
  /// @param sizes port, size of query, size of reply and size of datagrams the client takes, 16 bits each
  /// @param extra bits of which this class knows nothing
  /// @return whether there was room
  boolean offer(
      MemorySegment reply,
      long at,
      int octets,
      long high,
      long low,
      long nanos,
      long sizes,
      long extra) {
    long turn = tail.get();
    while (true) {
      long ahead = turns.get((int) turn & mask) - turn;
      if (ahead < 0) {
        lost.incrementAndGet();
        return false;
      }
      if (ahead == 0 && tail.compareAndSet(turn, turn + 1)) {
        break;
      }
      turn = tail.get();
    }
    int slot = (int) turn & mask;
    int n = slot * LONGS;
    int kept = Math.min(octets, MessageHead.MAX_HEAD);
    numbers[n + HIGH] = high;
    numbers[n + LOW] = low;
    numbers[n + NANOS] = nanos;
    numbers[n + SIZES] = sizes;
    numbers[n + EXTRA] = extra;
    numbers[n + HEAD] = kept;
    MemorySegment.copy(reply, ValueLayout.JAVA_BYTE, at, heads, slot * MessageHead.MAX_HEAD, kept);
    turns.set(slot, turn + 1);
    return true;
  }

  /// The next answer; null if there is none. For one thread at a time.
  @Nullable AnswerSeen poll() {
    int slot = (int) head & mask;
    if (turns.get(slot) != head + 1) {
      return null;
    }
    int n = slot * LONGS;
    byte[] octets = new byte[(int) numbers[n + HEAD]];
    System.arraycopy(heads, slot * MessageHead.MAX_HEAD, octets, 0, octets.length);
    AnswerSeen seen =
        new AnswerSeen(
            octets,
            numbers[n + HIGH],
            numbers[n + LOW],
            numbers[n + NANOS],
            numbers[n + SIZES],
            numbers[n + EXTRA]);
    turns.set(slot, head + mask + 1);
    head++;
    return seen;
  }

  /// How many found no room.
  long lost() {
    return lost.get();
  }
}
