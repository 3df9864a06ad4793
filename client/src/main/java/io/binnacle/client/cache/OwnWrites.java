package io.binnacle.client.cache;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers what a controller wrote for each of its keys, so that it does not act on a snapshot that has not seen
/// those writes yet. Without this, a controller creates twice what its own cache does not show.
///
/// Safe for use by many threads; one key must not be worked on by two at once.
public final class OwnWrites<K> {
  private final ConcurrentHashMap<K, ConcurrentHashMap<ResourceName, Long>> written =
      new ConcurrentHashMap<>();

  /// Notes a write made for `key`; answers `result` for chaining.
  ///
  /// @param result what the API answered; one without resourceVersion (a Status) is not noted
  public Obj note(K key, ResourceName resource, Obj result) {
    String version = Meta.resourceVersion(result);
    if (!version.isEmpty()) {
      written
          .computeIfAbsent(key, _ -> new ConcurrentHashMap<>())
          .merge(resource, Long.parseLong(version), Math::max);
    }
    return result;
  }

  /// Whether `seen` lacks a write noted for `key`.
  public boolean aheadOf(K key, Snapshot seen) {
    ConcurrentHashMap<ResourceName, Long> mine = written.get(key);
    if (mine == null) {
      return false;
    }
    mine.entrySet().removeIf(e -> seen.revision(e.getKey()) >= e.getValue());
    if (!mine.isEmpty()) {
      return true;
    }
    written.remove(key);
    return false;
  }

  /// Forgets `key`.
  public void forget(K key) {
    written.remove(key);
  }
}
