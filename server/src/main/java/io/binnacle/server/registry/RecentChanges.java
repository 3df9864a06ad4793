package io.binnacle.server.registry;

import io.binnacle.model.tree.Obj;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The shared forms of the latest writes to one collection, found by revision.
///
/* Every write has its own revision, so a small ring indexed by it is an exact cache: all watchers that are up to date
 * meet in the same slot within moments, and whoever lags more than the ring makes his own form, at his own cost. Two
 * watchers may race to fill a slot; the loser's object is used once and dropped. */
final class RecentChanges {
  private static final int SLOTS = 512;

  private record Slot(long revision, SharedObject object) {}

  private final AtomicReferenceArray<@Nullable Slot> now = new AtomicReferenceArray<>(SLOTS);
  private final AtomicReferenceArray<@Nullable Slot> before = new AtomicReferenceArray<>(SLOTS);

  /// The object as the write with `revision` left it.
  SharedObject after(long revision, Supplier<Obj> object) {
    return in(now, revision, object);
  }

  /// The object as it was before the write with `revision`, for those whose selectors it no longer meets.
  SharedObject before(long revision, Supplier<Obj> object) {
    return in(before, revision, object);
  }

  private static SharedObject in(
      AtomicReferenceArray<@Nullable Slot> ring, long revision, Supplier<Obj> object) {
    int at = (int) (revision & SLOTS - 1);
    Slot slot = ring.get(at);
    if (slot != null && slot.revision == revision) {
      return slot.object;
    }
    SharedObject made = new SharedObject(object.get());
    if (slot == null || slot.revision < revision) {
      ring.compareAndSet(at, slot, new Slot(revision, made));
    }
    return made;
  }
}
