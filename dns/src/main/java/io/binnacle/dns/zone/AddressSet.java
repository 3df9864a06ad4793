package io.binnacle.dns.zone;

import java.util.Arrays;

/// Distinct addresses of one family in the order they were added. Made to be used again: once large enough, it allocates
/// nothing. One thread.
public final class AddressSet {
  /// Up to here looking at all of them is quicker than an index.
  private static final int FEW = 64;

  private long[] high = new long[FEW];
  private long[] low = new long[FEW];
  private int[] index = {};
  private int size;

  AddressSet() {}

  public int size() {
    return size;
  }

  /// The upper 64 bits of an address; 0 for IPv4.
  public long high(int i) {
    return high[i];
  }

  /// The lower 64 bits of an address; for IPv4 `0..0xffffffff`.
  public long low(int i) {
    return low[i];
  }

  /// Exchanges two addresses; only while nothing more is added.
  public void swap(int i, int j) {
    long h = high[i];
    long l = low[i];
    high[i] = high[j];
    low[i] = low[j];
    high[j] = h;
    low[j] = l;
  }

  void clear() {
    size = 0;
  }

  boolean contains(long h, long l) {
    if (size > FEW) {
      return index[slot(h, l)] != 0;
    }
    for (int i = 0; i < size; i++) {
      if (low[i] == l && high[i] == h) {
        return true;
      }
    }
    return false;
  }

  /// Adds an address that may be here already.
  void add(long h, long l) {
    if (!contains(h, l)) {
      append(h, l);
    }
  }

  /// Adds addresses that are distinct to an empty set.
  void fill(AddressList addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      append(addresses.high(i), addresses.low(i));
    }
  }

  private void append(long h, long l) {
    if (size == high.length) {
      high = Arrays.copyOf(high, 2 * size);
      low = Arrays.copyOf(low, 2 * size);
    }
    high[size] = h;
    low[size++] = l;
    if (size > FEW) {
      if (size == FEW + 1 || 2 * size > index.length) {
        reindex();
      } else {
        index[slot(h, l)] = size;
      }
    }
  }

  private void reindex() {
    if (index.length < 4 * size) {
      index = new int[Integer.highestOneBit(8 * size)];
    } else {
      Arrays.fill(index, 0);
    }
    for (int i = 0; i < size; i++) {
      index[slot(high[i], low[i])] = i + 1;
    }
  }

  private int slot(long h, long l) {
    int mask = index.length - 1;
    long mixed = (h * 31 + l) * 0x9e37_79b9_7f4a_7c15L;
    int i = (int) (mixed >>> 40) & mask;
    while (index[i] != 0 && (low[index[i] - 1] != l || high[index[i] - 1] != h)) {
      i = i + 1 & mask;
    }
    return i;
  }
}
