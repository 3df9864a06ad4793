package io.binnacle.dns.zone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds things by the octets of their names. An immutable value; [Builder] makes the next one, which shares all it can.
///
/* Read on every query, changed by events. The upper bits of the hash choose a page, the lower ones a slot in it; a page is
 * at most half full, so that an absent name (the common case behind a search list) soon meets an empty slot, and the
 * hashes lie beside each other, so that it touches nothing else. A change copies the array of pages and one page, which
 * have about the square root of the table's size each. */
final class WireTable<T extends Named> {
  private final Page[] pages;
  private final int shift;
  private final int size;

  private WireTable(Page[] pages, int size) {
    this.pages = pages;
    this.shift = shift(pages);
    this.size = size;
  }

  int size() {
    return size;
  }

  /// All of them, in no order.
  @SuppressWarnings("unchecked") // only values of T are ever put in
  List<T> values() {
    List<T> out = new ArrayList<>(size);
    for (Page page : pages) {
      for (Named value : page.values) {
        if (value != null) {
          out.add((T) value);
        }
      }
    }
    return out;
  }

  /// What stands at the name in `octets` from `from` to before `to`.
  @Nullable T find(byte[] octets, int from, int to) {
    int hash = WireName.hash(octets, from, to);
    return at(pages[hash >>> shift].slot(hash, octets, from, to), hash);
  }

  /// What stands at the same name as `other`.
  @Nullable T find(Named other) {
    int hash = other.hash;
    return at(pages[hash >>> shift].slot(hash, other.octets, 0, other.octets.length), hash);
  }

  @SuppressWarnings("unchecked") // only values of T are ever put in
  private @Nullable T at(int slot, int hash) {
    return slot < 0 ? null : (T) pages[hash >>> shift].values[slot];
  }

  private static int shift(Page[] pages) {
    return Integer.numberOfLeadingZeros(pages.length) + 1;
  }

  /// Slots with linear probing; hash 0 marks an empty one. Changed only by the builder whose `edit` it carries.
  private static final class Page {
    private final Object edit;
    private int[] hashes;
    private @Nullable Named[] values;
    private int used;

    Page(Object edit, int slots) {
      this.edit = edit;
      this.hashes = new int[slots];
      this.values = new Named[slots];
    }

    Page(Object edit, Page other) {
      this.edit = edit;
      this.hashes = other.hashes.clone();
      this.values = other.values.clone();
      this.used = other.used;
    }

    int slot(int hash, byte[] octets, int from, int to) {
      int mask = hashes.length - 1;
      for (int i = hash & mask; hashes[i] != 0; i = i + 1 & mask) {
        Named value = hashes[i] == hash ? values[i] : null;
        if (value != null && value.isAt(octets, from, to)) {
          return i;
        }
      }
      return -1;
    }

    void add(Named value) {
      if (2 * ++used > hashes.length) {
        refill(hashes.length * 2, null);
      }
      fill(value);
    }

    void refill(int slots, @Nullable Named without) {
      @Nullable Named[] before = values;
      hashes = new int[slots];
      values = new Named[slots];
      for (Named value : before) {
        if (value != null && value != without) {
          fill(value);
        }
      }
    }

    private void fill(Named value) {
      int mask = hashes.length - 1;
      int i = value.hash & mask;
      while (hashes[i] != 0) {
        i = i + 1 & mask;
      }
      hashes[i] = value.hash;
      values[i] = value;
    }
  }

  /// Makes tables. Pages made since the last [#build] are its own and changed in place, so that filling a table costs a step
  /// a value. One thread.
  static final class Builder<T extends Named> {
    private static final int SMALLEST = 2;
    private static final int LIGHT = 16;

    private Object edit = new Object();
    private Page[] pages = empty(SMALLEST);
    private int size;
    private @Nullable WireTable<T> built;

    private Page[] empty(int count) {
      Page[] out = new Page[count];
      Arrays.setAll(out, _ -> new Page(edit, 4));
      return out;
    }

    /// Puts `value` in the place of what stood at its name.
    void put(T value) {
      Page page = own(value.hash);
      int slot = page.slot(value.hash, value.octets, 0, value.octets.length);
      if (slot >= 0) {
        page.values[slot] = value;
        return;
      }
      page.add(value);
      if (++size > pages.length * Math.max(pages.length, LIGHT)) {
        spread();
      }
    }

    /// Takes away what stands at the name of `gone`, if anything does.
    void remove(Named gone) {
      Page page = own(gone.hash);
      int slot = page.slot(gone.hash, gone.octets, 0, gone.octets.length);
      if (slot >= 0) {
        Named value = page.values[slot];
        page.used--;
        page.refill(page.hashes.length, value);
        size--;
      }
    }

    WireTable<T> build() {
      WireTable<T> table = built;
      if (table == null) {
        table = new WireTable<>(pages.clone(), size);
        built = table;
        edit = new Object();
      }
      return table;
    }

    private Page own(int hash) {
      built = null;
      int index = hash >>> shift(pages);
      if (pages[index].edit != edit) {
        pages[index] = new Page(edit, pages[index]);
      }
      return pages[index];
    }

    private void spread() {
      Page[] before = pages;
      pages = empty(before.length * 2);
      for (Page page : before) {
        for (Named value : page.values) {
          if (value != null) {
            pages[value.hash >>> shift(pages)].add(value);
          }
        }
      }
    }
  }
}
