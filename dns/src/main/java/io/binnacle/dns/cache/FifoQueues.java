package io.binnacle.dns.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides what goes when there is no room: S3-FIFO (Yang and others, "FIFO queues are all you need for cache eviction", SOSP
/// 2023), counted in octets. Guarded by the store's lock; readers only note their visits.
///
/// What is new is on probation in a tenth of the room. Whatever is asked for again meanwhile moves to the main queue; the rest
/// goes, so that a flood of names nobody asks for twice passes through the tenth and leaves the other nine alone. What went too soon is
/// recognised by its hash when it comes back, and skips the probation.
final class FifoQueues {
  private static final int PROBATION_SHARE = 10;

  private final long capacity;
  private final Queue probation = new Queue();
  private final Queue main = new Queue();

  /// Hashes of what left its probation unasked, each in the one place it can be in.
  private final int[] ghosts;

  private long weight;
  private int size;

  /// @param capacity octets
  FifoQueues(long capacity) {
    this.capacity = capacity;
    this.ghosts = new int[Integer.highestOneBit(Math.clamp(capacity / 1_024, 1, 1 << 20))];
  }

  long weight() {
    return weight;
  }

  int size() {
    return size;
  }

  /// Whether an entry has a place here at all: one that takes a tenth of the room has not.
  boolean admits(Entry entry) {
    return entry.weight() <= capacity / PROBATION_SHARE;
  }

  void add(Entry entry) {
    int hash = entry.key.hash();
    boolean known = entry.visits > 0 || ghosts[hash & ghosts.length - 1] == hash;
    entry.onProbation = !known;
    (known ? main : probation).addLast(entry);
    change(entry.weight(), 1);
  }

  void remove(Entry entry) {
    (entry.onProbation ? probation : main).remove(entry);
    change(-entry.weight(), -1);
  }

  /// Takes out the next entry to go.
  ///
  /// @param now milliseconds since the epoch: what is of no use any more gets no second chance
  /// @return null if everything fits
  @Nullable Entry evict(long now, Duration keepStale) {
    while (weight > capacity) {
      boolean fromProbation =
          main.first == null
              || (probation.weight > capacity / PROBATION_SHARE
                  && main.first.isUseful(now, keepStale));
      Queue queue = fromProbation ? probation : main;
      Entry entry = queue.first;
      if (entry == null) {
        throw new IllegalStateException(weight + " octets in no entry");
      }
      queue.remove(entry);
      if (entry.visits > 0 && entry.isUseful(now, keepStale)) {
        entry.visits = fromProbation ? 0 : (byte) (entry.visits - 1);
        entry.onProbation = false;
        main.addLast(entry);
        continue;
      }
      if (fromProbation) {
        ghosts[entry.key.hash() & ghosts.length - 1] = entry.key.hash();
      }
      change(-entry.weight(), -1);
      return entry;
    }
    return null;
  }

  private void change(long octets, int entries) {
    weight += octets;
    size += entries;
  }

  /// A queue linked through its entries.
  private static final class Queue {
    private @Nullable Entry first;
    private @Nullable Entry last;
    private long weight;

    void addLast(Entry entry) {
      entry.before = last;
      entry.after = null;
      if (last == null) {
        first = entry;
      } else {
        last.after = entry;
      }
      last = entry;
      weight += entry.weight();
    }

    void remove(Entry entry) {
      if (entry.before == null) {
        first = entry.after;
      } else {
        entry.before.after = entry.after;
      }
      if (entry.after == null) {
        last = entry.before;
      } else {
        entry.after.before = entry.before;
      }
      entry.before = null;
      entry.after = null;
      weight -= entry.weight();
    }
  }
}
