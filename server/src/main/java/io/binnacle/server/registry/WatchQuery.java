package io.binnacle.server.registry;

import org.jspecify.annotations.Nullable;

/// What a watch request asks for, with its options as they came over the wire; the registry judges them. How long the
/// watch lasts is the caller's business.
///
/// @param labelSelector label selector, empty for everything
/// @param fieldSelector field selector, empty for everything
/// @param resourceVersion start just after this revision; empty or `0` to begin with the current objects
/// @param resourceVersionMatch `NotOlderThan` together with `sendInitialEvents`, else empty
/// @param allowBookmarks whether the client understands BOOKMARK events
/// @param sendInitialEvents whether to begin with the current objects and mark their end; null if unset
public record WatchQuery(
    String labelSelector,
    String fieldSelector,
    String resourceVersion,
    String resourceVersionMatch,
    boolean allowBookmarks,
    @Nullable Boolean sendInitialEvents) {
  /// Everything after `revision`, without bookmarks.
  public static WatchQuery after(long revision) {
    return new WatchQuery("", "", Long.toString(revision), "", false, null);
  }
}
