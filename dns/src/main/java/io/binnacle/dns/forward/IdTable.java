package io.binnacle.dns.forward;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The attempts under way on one socket by their message ids. Open addressing: ids are random, so their low bits are as good a hash
/// as any. One thread.
final class IdTable {
  /// More on one socket would make ids easy to guess and slow to draw.
  static final int MOST = 4_096;

  private static final int IDS = 0x10000;

  private @Nullable Attempt[] slots = new Attempt[32];
  private int size;

  int size() {
    return size;
  }

  /// Gives an attempt an id that is free, drawn from `random`.
  ///
  /// @return false if there is no room
  boolean add(Attempt attempt, RandomGenerator random) {
    if (size >= MOST) {
      return false;
    }
    if (size * 2 >= slots.length) {
      grow();
    }
    int id;
    do {
      id = random.nextInt(IDS);
    } while (find(id) != null);
    attempt.id = id;
    put(attempt);
    size++;
    return true;
  }

  /// @return null if no attempt has this id
  @Nullable Attempt find(int id) {
    int mask = slots.length - 1;
    for (int i = id & mask; ; i = i + 1 & mask) {
      Attempt attempt = slots[i];
      if (attempt == null || attempt.id == id) {
        return attempt;
      }
    }
  }

  void remove(int id) {
    int mask = slots.length - 1;
    int hole = id & mask;
    for (Attempt at = slots[hole]; at == null || at.id != id; at = slots[hole]) {
      if (at == null) {
        return;
      }
      hole = hole + 1 & mask;
    }
    slots[hole] = null;
    size--;
    // those behind move up, so that no search ends early
    for (int i = hole + 1 & mask; ; i = i + 1 & mask) {
      Attempt next = slots[i];
      if (next == null) {
        return;
      }
      int home = next.id & mask;
      if ((i - home & mask) >= (i - hole & mask)) {
        slots[hole] = next;
        slots[i] = null;
        hole = i;
      }
    }
  }

  /// Takes all out.
  List<Attempt> drain() {
    List<Attempt> all = new ArrayList<>(size);
    for (Attempt attempt : slots) {
      if (attempt != null) {
        all.add(attempt);
      }
    }
    Arrays.fill(slots, null);
    size = 0;
    return all;
  }

  private void put(Attempt attempt) {
    int mask = slots.length - 1;
    int i = attempt.id & mask;
    while (slots[i] != null) {
      i = i + 1 & mask;
    }
    slots[i] = attempt;
  }

  private void grow() {
    @Nullable Attempt[] before = slots;
    slots = new Attempt[before.length * 2];
    for (Attempt attempt : before) {
      if (attempt != null) {
        put(attempt);
      }
    }
  }
}
