/// Where objects are kept: revisions, ranges, compare-and-set, watch, compaction. Knows keys and trees, not kinds.
///
/// Start at [io.binnacle.store.Store], the contract; `MemoryStore` and `sqlite.SqliteStore` pass the same contract
/// tests. Both are an `IndexedStore`: a `Draft` decides a batch of writes, an `Index` is what the store knows at one
/// revision, the `Feed` publishes one index after another and tells the watches. May use `model.tree`.
@NullMarked
package io.binnacle.store;

import org.jspecify.annotations.NullMarked;
