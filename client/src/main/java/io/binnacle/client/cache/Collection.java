package io.binnacle.client.cache;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/// One kind's objects at one moment, sorted by namespace and name. Immutable.
///
/// @param revision everything up to this revision of the API is in here; 0 before the first list
/// @param objects by key
/// @param indexes by index name: value and key → object
record Collection(
    long revision,
    PSortedMap<ObjectKey, Obj> objects,
    Map<String, PSortedMap<Indexed, Obj>> indexes) {

  /// An entry of an index.
  record Indexed(String value, ObjectKey key) implements Comparable<Indexed> {
    @Override
    public int compareTo(Indexed other) {
      int byValue = value.compareTo(other.value);
      return byValue != 0 ? byValue : key.compareTo(other.key);
    }
  }

  static Collection empty(Iterable<String> indexNames) {
    Map<String, PSortedMap<Indexed, Obj>> indexes = new TreeMap<>();
    for (String name : indexNames) {
      indexes.put(name, TreePMap.empty());
    }
    return new Collection(0, TreePMap.empty(), indexes);
  }

  /// This collection at `revision` with `key` set to `object`, or without it if `object` is null.
  Collection with(
      long revision,
      ObjectKey key,
      @Nullable Obj object,
      Map<String, Function<Obj, ? extends Iterable<String>>> indexers) {
    Obj before = objects.get(key);
    Map<String, PSortedMap<Indexed, Obj>> next = indexes;
    if (!indexers.isEmpty()) {
      next = new TreeMap<>(indexes);
      for (Map.Entry<String, Function<Obj, ? extends Iterable<String>>> indexer :
          indexers.entrySet()) {
        next.computeIfPresent(
            indexer.getKey(),
            (_, index) -> reindex(index, key, before, object, indexer.getValue()));
      }
    }
    PSortedMap<ObjectKey, Obj> nextObjects =
        object == null ? objects.minus(key) : objects.plus(key, object);
    return new Collection(Math.max(revision, this.revision), nextObjects, next);
  }

  Collection at(long revision) {
    return revision <= this.revision ? this : new Collection(revision, objects, indexes);
  }

  List<Obj> inNamespace(String namespace) {
    // "\0" sorts before every name, and no namespace lies between "ns" and "ns\0".
    return List.copyOf(
        objects.subMap(new ObjectKey(namespace, ""), new ObjectKey(namespace + "\0", "")).values());
  }

  List<Obj> byIndex(String name, String value) {
    PSortedMap<Indexed, Obj> index = indexes.get(name);
    if (index == null) {
      throw new IllegalArgumentException("no index " + name + ", there are " + indexes.keySet());
    }
    return List.copyOf(
        index
            .subMap(
                new Indexed(value, new ObjectKey("", "")),
                new Indexed(value + "\0", new ObjectKey("", "")))
            .values());
  }

  private static PSortedMap<Indexed, Obj> reindex(
      PSortedMap<Indexed, Obj> index,
      ObjectKey key,
      @Nullable Obj before,
      @Nullable Obj after,
      Function<Obj, ? extends Iterable<String>> values) {
    PSortedMap<Indexed, Obj> next = index;
    if (before != null) {
      for (Iterator<String> it = values.apply(before).iterator(); it.hasNext(); ) {
        next = next.minus(new Indexed(it.next(), key));
      }
    }
    if (after != null) {
      for (Iterator<String> it = values.apply(after).iterator(); it.hasNext(); ) {
        next = next.plus(new Indexed(it.next(), key), after);
      }
    }
    return next;
  }
}
