package io.binnacle.server.allocate;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The numbers `0..size-1`, each free or taken. The lowest `band` of them are handed out without being asked for only
/// when all others are taken, so that people can pick one there with little risk of finding it taken.
///
/// Memory follows what is taken, not the size: pages of bits, made on first use.
final class NumberPool {
  /* An IPv6 range can have 2^64 addresses, of which some thousands are taken. A page covers 2^12 numbers; a search
   * leaps over a full page at once and finds the first free number of an absent one without looking. */
  private static final int PAGE_BITS = 12;
  private static final int PAGE = 1 << PAGE_BITS;

  private final long size;
  private final long band;
  private final RandomGenerator random;
  private final Map<Long, BitSet> pages = new HashMap<>();
  private long taken;

  /// @param size how many numbers there are, 0 or more
  /// @param band how many of the lowest are kept back, 0..size
  NumberPool(long size, long band, RandomGenerator random) {
    if (size < 0 || band < 0 || band > size) {
      throw new IllegalArgumentException("size " + size + ", band " + band);
    }
    this.size = size;
    this.band = band;
    this.random = random;
  }

  long size() {
    return size;
  }

  /// How many numbers are taken.
  synchronized long taken() {
    return taken;
  }

  synchronized boolean isTaken(long number) {
    BitSet page = pages.get(number >> PAGE_BITS);
    return page != null && page.get((int) (number & PAGE - 1));
  }

  /// Takes `number`; answers whether it was free.
  synchronized boolean take(long number) {
    if (isTaken(number)) {
      return false;
    }
    pages.computeIfAbsent(number >> PAGE_BITS, _ -> new BitSet()).set((int) (number & PAGE - 1));
    taken++;
    return true;
  }

  /// Takes any free number, from a random place above the band onwards, else from the band; −1 if all are taken.
  synchronized long takeAny() {
    long number = findAny();
    if (number >= 0) {
      take(number);
    }
    return number;
  }

  /// What [#takeAny] could take now, without taking it.
  synchronized long findAny() {
    long upper = find(band, size);
    return upper >= 0 ? upper : find(0, band);
  }

  /// Frees `number`; answers whether it was taken.
  synchronized boolean release(long number) {
    BitSet page = pages.get(number >> PAGE_BITS);
    if (page == null || !page.get((int) (number & PAGE - 1))) {
      return false;
    }
    page.clear((int) (number & PAGE - 1));
    if (page.isEmpty()) {
      pages.remove(number >> PAGE_BITS);
    }
    taken--;
    return true;
  }

  /// A free number in `from..to-1`, searched from a random start with wrap-around; −1 if there is none.
  private long find(long from, long to) {
    if (from >= to) {
      return -1;
    }
    long start = random.nextLong(from, to);
    long found = firstFree(start, to);
    return found >= 0 ? found : firstFree(from, start);
  }

  private long firstFree(long from, long to) {
    for (long at = from; at < to; ) {
      BitSet page = pages.get(at >> PAGE_BITS);
      if (page == null) {
        return at;
      }
      long base = at >> PAGE_BITS << PAGE_BITS;
      int free = page.nextClearBit((int) (at - base));
      if (free < PAGE) {
        return base + free < to ? base + free : -1;
      }
      at = base + PAGE;
    }
    return -1;
  }
}
