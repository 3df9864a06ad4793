/// The durable store: the in-memory index of `io.binnacle.store` in front of one SQLite file.
///
/// Start at [io.binnacle.store.sqlite.SqliteStore]. `Database` is the file and when it is written, `Session` the SQL,
/// `FolderLock` and `Header` keep us away from files that are not ours to write. The layout and its reasons:
/// `docs/decisions/0002-store-layout.md`. The only package that may use JDBC and files of the data folder.
@NullMarked
package io.binnacle.store.sqlite;

import org.jspecify.annotations.NullMarked;
