package io.binnacle.dns.zone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Addresses of one family in ascending order, with their owners: pages of at most [#SLOTS] entries. An immutable value.
final class AddressPages {
  private static final int SLOTS = 512;

  private final Page[] pages;

  private AddressPages(Page[] pages) {
    this.pages = pages;
  }

  /// The owners of an address; none if nobody has it.
  List<Owner> get(long high, long low) {
    int index = page(pages, pages.length, high, low);
    if (index < 0) {
      return List.of();
    }
    int slot = pages[index].slot(high, low);
    return slot >= 0 ? pages[index].owners(slot) : List.of();
  }

  /// Whether an address between the two, both included, is known.
  boolean any(long fromHigh, long fromLow, long toHigh, long toLow) {
    int index = Math.max(page(pages, pages.length, fromHigh, fromLow), 0);
    if (index == pages.length) {
      return false;
    }
    int slot = pages[index].slot(fromHigh, fromLow);
    slot = slot < 0 ? ~slot : slot;
    if (slot == pages[index].size) {
      index++;
      slot = 0;
    }
    return index < pages.length
        && compare(pages[index].high[slot], pages[index].low[slot], toHigh, toLow) <= 0;
  }

  /// The last page whose first address is not above this one; −1 if there is none.
  private static int page(Page[] pages, int count, long high, long low) {
    int from = 0;
    int to = count;
    while (from < to) {
      int middle = from + to >>> 1;
      if (compare(pages[middle].high[0], pages[middle].low[0], high, low) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from - 1;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    return high != otherHigh
        ? Long.compareUnsigned(high, otherHigh)
        : Long.compareUnsigned(low, otherLow);
  }

  /// Entries in ascending order, never none. Changed only by the builder whose `edit` it carries.
  private static final class Page {
    private final Object edit;
    private long[] high;
    private long[] low;
    private @Nullable List<Owner>[] owners;
    private int size;

    Page(Object edit, Page other, int from, int to) {
      this.edit = edit;
      this.size = to - from;
      this.high = Arrays.copyOfRange(other.high, from, to);
      this.low = Arrays.copyOfRange(other.low, from, to);
      this.owners = Arrays.copyOfRange(other.owners, from, to);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // no arrays of generic types
    Page(Object edit) {
      this.edit = edit;
      this.high = new long[4];
      this.low = new long[4];
      this.owners = new List[4];
    }

    List<Owner> owners(int slot) {
      List<Owner> found = owners[slot];
      return found == null ? List.of() : found;
    }

    /// Where the address is, or the complement of where it belongs.
    int slot(long wantedHigh, long wantedLow) {
      int from = 0;
      int to = size;
      while (from < to) {
        int middle = from + to >>> 1;
        int order = compare(high[middle], low[middle], wantedHigh, wantedLow);
        if (order == 0) {
          return middle;
        }
        if (order < 0) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return ~from;
    }

    void insert(int slot, long newHigh, long newLow, List<Owner> newOwners) {
      if (size == high.length) {
        int room = Math.min(SLOTS, size * 2);
        high = Arrays.copyOf(high, room);
        low = Arrays.copyOf(low, room);
        owners = Arrays.copyOf(owners, room);
      }
      move(slot, slot + 1);
      size++;
      high[slot] = newHigh;
      low[slot] = newLow;
      owners[slot] = newOwners;
    }

    void delete(int slot) {
      move(slot + 1, slot);
      owners[--size] = null;
    }

    private void move(int from, int to) {
      System.arraycopy(high, from, high, to, size - from);
      System.arraycopy(low, from, low, to, size - from);
      System.arraycopy(owners, from, owners, to, size - from);
    }
  }

  /// Makes the values. Pages made since the last [#build] are its own. One thread.
  static final class Builder {
    private Object edit = new Object();
    private Page[] pages = {};
    private int count;
    private @Nullable AddressPages built;

    void add(long high, long low, Owner owner) {
      built = null;
      int index = Math.max(page(pages, count, high, low), 0);
      if (count == 0) {
        insert(0, new Page(edit));
      }
      Page page = own(index);
      int slot = page.slot(high, low);
      if (slot >= 0) {
        List<Owner> more = new ArrayList<>(page.owners(slot));
        more.add(owner);
        page.owners[slot] = List.copyOf(more);
        return;
      }
      slot = ~slot;
      if (page.size < SLOTS) {
        page.insert(slot, high, low, owner.alone);
        return;
      }
      // Ascending runs, as networks hand them out, leave full pages behind; others leave halves.
      int half = slot == SLOTS ? SLOTS : SLOTS / 2;
      Page upper = half == SLOTS ? new Page(edit) : new Page(edit, page, half, SLOTS);
      pages[index] = new Page(edit, page, 0, half);
      insert(index + 1, upper);
      Page into = slot < half ? pages[index] : upper;
      into.insert(slot < half ? slot : slot - half, high, low, owner.alone);
    }

    void remove(long high, long low, Owner owner) {
      int index = page(pages, count, high, low);
      int slot = index < 0 ? -1 : pages[index].slot(high, low);
      if (slot < 0) {
        return;
      }
      built = null;
      Page page = own(index);
      List<Owner> rest = new ArrayList<>(page.owners(slot));
      rest.remove(owner);
      if (!rest.isEmpty()) {
        page.owners[slot] = rest.size() == 1 ? rest.getFirst().alone : List.copyOf(rest);
        return;
      }
      page.delete(slot);
      if (page.size == 0) {
        System.arraycopy(pages, index + 1, pages, index, --count - index);
      }
    }

    AddressPages build() {
      AddressPages value = built;
      if (value == null) {
        value = new AddressPages(Arrays.copyOf(pages, count));
        built = value;
        edit = new Object();
      }
      return value;
    }

    private Page own(int index) {
      Page page = pages[index];
      if (page.edit != edit) {
        page = new Page(edit, page, 0, page.size);
        pages[index] = page;
      }
      return page;
    }

    private void insert(int index, Page page) {
      if (count == pages.length) {
        pages = Arrays.copyOf(pages, Math.max(4, count * 2));
      }
      System.arraycopy(pages, index, pages, index + 1, count - index);
      pages[index] = page;
      count++;
    }
  }
}
