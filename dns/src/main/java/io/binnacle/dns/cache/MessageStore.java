package io.binnacle.dns.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Messages by question, within a bound of octets for each kind. Any thread.
final class MessageStore {
  /* Read on every question for an outside name, written at the rate of misses. A reader follows one chain of entries and
   * neither locks nor allocates; writers take turns. The table never grows: its size follows from the octets, so that no
   * reader ever meets one that is being rebuilt. A reader may see an entry that has just been taken out; it was good
   * a moment ago. Rejected: Caffeine and ConcurrentHashMap, decision 0058. */
  private static final int OCTETS_PER_SLOT = 512;
  private static final int MAX_SLOTS = 1 << 22;

  private final AtomicReferenceArray<@Nullable Entry> table;
  private final FifoQueues success;
  private final FifoQueues denial;
  private final Duration keepStale;
  private final CacheEvents events;

  /// @param keepStale how long an entry is of use after its TTL
  MessageStore(long successCapacity, long denialCapacity, Duration keepStale, CacheEvents events) {
    long slots = (successCapacity + denialCapacity) / OCTETS_PER_SLOT;
    this.table =
        new AtomicReferenceArray<>(Integer.highestOneBit(Math.clamp(slots, 64, MAX_SLOTS)));
    this.success = new FifoQueues(successCapacity);
    this.denial = new FifoQueues(denialCapacity);
    this.keepStale = keepStale;
    this.events = events;
  }

  /// What is kept under a key; null if nothing.
  @Nullable Entry find(Key key) {
    return find(key.name(), key.name().length, key.rest(), key.hash());
  }

  /// What is kept under a key given in parts.
  ///
  /// @param name holds the name in its first `length` octets
  @Nullable Entry find(byte[] name, int length, int rest, int hash) {
    for (Entry e = table.get(slot(hash)); e != null; e = e.next) {
      if (e.isUnder(name, length, rest, hash)) {
        return e;
      }
    }
    return null;
  }

  /// Keeps an entry in the place of whatever is kept under its key.
  ///
  /// @param now milliseconds since the epoch
  synchronized void put(Entry entry, long now) {
    FifoQueues queues = queues(entry.kind);
    Entry old = find(entry.key);
    if (!queues.admits(entry)) {
      forget(old);
      return;
    }
    int slot = slot(entry.key.hash());
    entry.next = table.get(slot);
    table.set(slot, entry); // in front of the old one: no reader finds neither
    forget(old);
    queues.add(entry);
    for (Entry out = queues.evict(now, keepStale);
        out != null;
        out = queues.evict(now, keepStale)) {
      unlink(out);
      events.evicted(out.kind);
    }
  }

  /// Forgets what is kept under a key.
  synchronized void remove(Key key) {
    forget(find(key));
  }

  private void forget(@Nullable Entry entry) {
    if (entry != null) {
      queues(entry.kind).remove(entry);
      unlink(entry);
    }
  }

  /// Octets taken by one kind.
  synchronized long weight(Kind kind) {
    return queues(kind).weight();
  }

  /// Entries of one kind.
  synchronized int size(Kind kind) {
    return queues(kind).size();
  }

  private void unlink(Entry entry) {
    int slot = slot(entry.key.hash());
    Entry previous = null;
    for (Entry e = table.get(slot); e != null; previous = e, e = e.next) {
      if (e == entry) {
        if (previous == null) {
          table.set(slot, e.next);
        } else {
          previous.next = e.next;
        }
        return;
      }
    }
  }

  private int slot(int hash) {
    return hash & table.length() - 1;
  }

  private FifoQueues queues(Kind kind) {
    return kind == Kind.SUCCESS ? success : denial;
  }
}
