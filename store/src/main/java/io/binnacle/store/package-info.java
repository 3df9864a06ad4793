/// Where objects are kept: revisions, ranges, compare-and-set, watch, compaction. Knows keys and trees, not kinds.
///
/// Start at [io.binnacle.store.Store], the contract; `MemoryStore` and `sqlite.SqliteStore` pass the same contract
/// tests. May use `model.tree`.
@NullMarked
package io.binnacle.store;

import org.jspecify.annotations.NullMarked;
