package io.binnacle.client.cache;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// Every followed collection at one moment. Immutable; free to keep.
public final class Snapshot {
  private final Map<ResourceName, Collection> collections;

  Snapshot(Map<ResourceName, Collection> collections) {
    this.collections = collections;
  }

  /// The object, or null if there is none.
  public @Nullable Obj get(ResourceName resource, ObjectKey key) {
    return of(resource).objects().get(key);
  }

  /// Every object, sorted by namespace and name.
  public List<Obj> list(ResourceName resource) {
    return List.copyOf(of(resource).objects().values());
  }

  /// The objects of one namespace, sorted by name.
  public List<Obj> list(ResourceName resource, String namespace) {
    return of(resource).inNamespace(namespace);
  }

  /// Every object by namespace and name, without a copy. Never changes: the same map says that nothing has changed.
  public NavigableMap<ObjectKey, Obj> objects(ResourceName resource) {
    return of(resource).objects();
  }

  /// The objects an index files under `value`, sorted by namespace and name.
  ///
  /// @throws IllegalArgumentException if the collection was not followed with this index
  public List<Obj> byIndex(ResourceName resource, String index, String value) {
    return of(resource).byIndex(index, value);
  }

  /// How many objects there are.
  public int size(ResourceName resource) {
    return of(resource).objects().size();
  }

  /// Everything up to this revision of the API is in here.
  public long revision(ResourceName resource) {
    return of(resource).revision();
  }

  private Collection of(ResourceName resource) {
    Collection found = collections.get(resource);
    if (found == null) {
      throw new IllegalArgumentException(
          resource + " is not followed, only " + collections.keySet());
    }
    return found;
  }
}
