package io.binnacle.dns.forward;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to happen when: a binary heap whose entries know their place, so that moving or removing one, which happens to nearly
/// all of them, costs no search and leaves nothing behind. One thread.
final class Deadlines {
  /// Never.
  static final long NEVER = Long.MAX_VALUE;

  /// Something with a time.
  abstract static class Deadline {
    private long at = NEVER;
    private int place = -1;

    /// The time has come; the deadline is no longer set.
    abstract void passed(long now);
  }

  /// Stands in places nobody has, so that nothing is kept from being collected.
  private static final Deadline NOTHING =
      new Deadline() {
        @Override
        void passed(long now) {
          throw new AssertionError("an empty place in the heap");
        }
      };

  private Deadline[] heap = new Deadline[64];
  private int size;

  /// The earliest time set; [#NEVER] if none.
  long next() {
    return size == 0 ? NEVER : heap[0].at;
  }

  /// Whatever has a time set.
  List<Deadline> all() {
    return List.of(Arrays.copyOf(heap, size));
  }

  int size() {
    return size;
  }

  /// Sets, moves or, with [#NEVER], removes a deadline.
  void set(Deadline deadline, long at) {
    if (at == NEVER) {
      remove(deadline);
      return;
    }
    long before = deadline.at;
    deadline.at = at;
    if (deadline.place < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      put(deadline, size++);
      up(deadline);
    } else if (at < before) {
      up(deadline);
    } else {
      down(deadline);
    }
  }

  void remove(Deadline deadline) {
    int hole = deadline.place;
    if (hole < 0) {
      return;
    }
    deadline.place = -1;
    deadline.at = NEVER;
    Deadline last = heap[--size];
    heap[size] = NOTHING;
    if (last != deadline) {
      put(last, hole);
      up(last);
      down(last);
    }
  }

  /// Takes out the earliest that is due.
  ///
  /// @return null if none is
  @Nullable Deadline poll(long now) {
    if (size == 0 || heap[0].at > now) {
      return null;
    }
    Deadline first = heap[0];
    remove(first);
    return first;
  }

  private void put(Deadline deadline, int place) {
    heap[place] = deadline;
    deadline.place = place;
  }

  private void up(Deadline deadline) {
    int place = deadline.place;
    while (place > 0) {
      Deadline parent = heap[(place - 1) / 2];
      if (parent.at <= deadline.at) {
        break;
      }
      int above = parent.place;
      put(parent, place);
      place = above;
    }
    put(deadline, place);
  }

  private void down(Deadline deadline) {
    int place = deadline.place;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && heap[child + 1].at < heap[child].at) {
        child++;
      }
      if (heap[child].at >= deadline.at) {
        break;
      }
      put(heap[child], place);
      place = child;
    }
    put(deadline, place);
  }
}
