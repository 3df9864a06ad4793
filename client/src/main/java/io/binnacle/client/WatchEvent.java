package io.binnacle.client;

import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;

/// One change seen by a watch.
public sealed interface WatchEvent {
  /// An object came to be, or began to match the selectors.
  record Added(Obj object) implements WatchEvent {}

  /// An object changed.
  record Modified(Obj object) implements WatchEvent {}

  /// An object is gone, or no longer matches; `object` is its last state with the revision of the deletion.
  record Deleted(Obj object) implements WatchEvent {}

  /// Nothing older than `revision` will come any more.
  record Bookmark(long revision) implements WatchEvent {}

  /// The watch cannot go on; it closes after this. With code 410 the caller must list again.
  record Failed(Status status) implements WatchEvent {}
}
