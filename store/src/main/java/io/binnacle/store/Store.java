package io.binnacle.store;

import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A map from keys to objects in which every write has a revision, 1 higher than the one before, across all keys.
///
/// The promises, which the contract tests cite by number:
///
/// 1. A write that has returned is durable (for stores that are durable at all) and visible to every later read.
/// 2. Writes are atomic and totally ordered by revision; revisions have no gaps and never repeat, restarts included.
/// 3. A read of revision n sees exactly the writes up to n.
/// 4. A watch delivers every event after its start once, in revision order, and only after promise 1 holds for it.
/// 5. A compare-and-set with a stale revision changes nothing.
/// 6. A reader never waits for a writer.
///
/// Safe for use by many threads. Writes may block until they are durable; reads do not block.
public interface Store extends AutoCloseable {
  /// One stored object.
  ///
  /// @param key the key, `/registry/services/specs/default/web`
  /// @param value the object, stamped with its revision by the writer
  /// @param created the revision that created the key
  /// @param revision the revision of this version
  record Entry(String key, Obj value, long created, long revision) {}

  /// A page of entries in key order (by Unicode code unit).
  ///
  /// @param revision the revision the page was read at
  /// @param entries the page
  /// @param remaining how many more entries follow within the prefix
  record Page(long revision, List<Entry> entries, long remaining) {}

  /// One change.
  ///
  /// @param entry the new version; for a delete the last version, stamped with the revision of the delete
  /// @param previous the version before; null for a create
  /// @param deleted whether the key is gone
  record Event(Entry entry, @Nullable Entry previous, boolean deleted) {}

  /// Makes the object to be stored, given the revision it will have. Must be pure and quick: it runs while the store
  /// is locked for writing.
  interface Stamp {
    Obj at(long revision);
  }

  /// What became of a conditional write.
  sealed interface Outcome {
    /// Done; for a delete `entry` is the final version.
    record Written(Entry entry) implements Outcome {}

    /// Not done: the key holds `actual` (null: nothing) instead of what was expected.
    record Mismatch(@Nullable Entry actual) implements Outcome {}
  }

  /// The revision of the last visible write; 0 for an empty new store.
  long revision();

  /// The oldest revision a watch or a page can still be served from: events after it are kept.
  long oldestRevision();

  /// The newest version of `key`, or null.
  @Nullable Entry get(String key);

  /// A page of the keys that start with `prefix`.
  ///
  /// @param prefix the prefix; ends in `/` for a collection
  /// @param after only keys greater than this; empty from the start
  /// @param limit entries at most; 0 for all
  /// @param revision read as of this revision; 0 for the newest
  /// @throws CompactedException if that revision is no longer kept
  /// @throws IllegalArgumentException if it lies in the future
  Page range(String prefix, String after, int limit, long revision) throws CompactedException;

  /// Creates (`expected` 0) or replaces (`expected` = the current version's revision) the value of `key`.
  ///
  /// What `stamp` throws reaches the caller, and nothing was changed.
  ///
  /// @throws StoreException if the store cannot write or is closed: nothing was changed
  Outcome put(String key, long expected, Stamp stamp);

  /// Deletes `key` if its version is `expected`. `stamp` makes the final version from the revision of the delete.
  /// Of a key that holds nothing every delete is a mismatch.
  ///
  /// @throws StoreException if the store cannot write or is closed: nothing was changed
  Outcome delete(String key, long expected, Stamp stamp);

  /// Follows every key that starts with `prefix`, from just after `revision`.
  ///
  /// Batches arrive in order, one at a time, on a thread of the store's (for a store without threads, the writer's):
  /// `sink` must hand them on and return, and must not write to the store. A sink that throws ends its watch.
  ///
  /// @param revision 0 for everything there ever was, [#revision] for only what is to come
  /// @return ends the watch without waiting: a batch already on its way may still arrive, one of a later write never
  /// @throws CompactedException if events after `revision` are no longer all kept
  /// @throws IllegalArgumentException if it lies in the future
  Watch watch(String prefix, long revision, Consumer<List<Event>> sink) throws CompactedException;

  /// Ends every watch and refuses further writes; reads still answer.
  @Override
  void close();

  /// A running watch.
  interface Watch extends AutoCloseable {
    /// A revision up to which every event has been taken by the sink; one may start a new watch from here and miss
    /// nothing. Grows with every write to the store, matching or not. Never blocks.
    long progress();

    @Override
    void close();
  }
}
