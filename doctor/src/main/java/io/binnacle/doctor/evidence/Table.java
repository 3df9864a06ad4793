package io.binnacle.doctor.evidence;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The objects of one collection: what was read, and a few changes on top of it, so that a change is cheap however many
/// objects there are. Immutable but for its indexes, which are made when first asked for; safe for many threads.
final class Table {
  static final Table EMPTY = new Table(Collections.emptyNavigableMap());

  /* No namespace is called so. */
  private static final String EVERYWHERE = "*";

  /// Files objects under texts, for [#filed].
  interface Index {
    /// Hands every text `object` is filed under to `text`.
    void file(Obj object, Consumer<String> text);
  }

  private final NavigableMap<ObjectKey, Obj> read;
  private final Map<Index, Map<String, Map<String, List<Obj>>>> indexes;

  /// Empty for an object that is gone.
  private final NavigableMap<ObjectKey, Optional<Obj>> changed;

  Table(NavigableMap<ObjectKey, Obj> read) {
    this(read, new ConcurrentHashMap<>(), Collections.emptyNavigableMap());
  }

  private Table(
      NavigableMap<ObjectKey, Obj> read,
      Map<Index, Map<String, Map<String, List<Obj>>>> indexes,
      NavigableMap<ObjectKey, Optional<Obj>> changed) {
    this.read = read;
    this.indexes = indexes;
    this.changed = changed;
  }

  /// Whether this is what was read and nothing else.
  boolean isPlain(NavigableMap<ObjectKey, Obj> map) {
    return read == map && changed.isEmpty();
  }

  /// This table with `object` in its place, or without it.
  Table with(ObjectKey key, @Nullable Obj object) {
    TreeMap<ObjectKey, Optional<Obj>> next = new TreeMap<>(changed);
    next.put(key, Optional.ofNullable(object));
    return new Table(read, indexes, next);
  }

  @Nullable Obj get(ObjectKey key) {
    Optional<Obj> change = changed.get(key);
    return change != null ? change.orElse(null) : read.get(key);
  }

  /// Every object, by namespace and name.
  Collection<Obj> all() {
    return merged(read, changed);
  }

  /// The objects of one namespace, by name.
  Collection<Obj> in(String namespace) {
    return merged(part(read, namespace), part(changed, namespace));
  }

  Set<String> namespaces() {
    Set<String> out = new TreeSet<>();
    for (ObjectKey at = read.isEmpty() ? null : read.firstKey();
        at != null;
        at = read.higherKey(new ObjectKey(at.namespace() + "\0", ""))) {
      out.add(at.namespace());
    }
    changed.forEach((key, object) -> {
      if (object.isPresent()) {
        out.add(key.namespace());
      }
    });
    return out;
  }

  /// The objects of one namespace that `index` files under `text`, in no order.
  List<Obj> filed(Index index, String namespace, String text) {
    Map<String, Map<String, List<Obj>>> byNamespace =
        indexes.computeIfAbsent(index, _ -> new ConcurrentHashMap<>());
    Map<String, List<Obj>> filed =
        byNamespace.computeIfAbsent(namespace, n -> file(index, part(read, n).values()));
    return overlaid(index, filed.getOrDefault(text, List.of()), part(changed, namespace), text);
  }

  private static List<Obj> overlaid(
      Index index, List<Obj> found, NavigableMap<ObjectKey, Optional<Obj>> changes, String text) {
    if (changes.isEmpty()) {
      return found;
    }
    List<Obj> out = new ArrayList<>();
    for (Obj object : found) {
      if (!changes.containsKey(ObjectKey.of(object))) {
        out.add(object);
      }
    }
    List<Obj> present = new ArrayList<>();
    changes.values().forEach(change -> change.ifPresent(present::add));
    out.addAll(file(index, present).getOrDefault(text, List.of()));
    return out;
  }

  /// The objects of all namespaces that `index` files under `text`, in no order.
  List<Obj> filed(Index index, String text) {
    Map<String, List<Obj>> filed =
        indexes
            .computeIfAbsent(index, _ -> new ConcurrentHashMap<>())
            .computeIfAbsent(EVERYWHERE, _ -> file(index, read.values()));
    return overlaid(index, filed.getOrDefault(text, List.of()), changed, text);
  }

  private static Map<String, List<Obj>> file(Index index, Collection<Obj> objects) {
    Map<String, List<Obj>> out = new HashMap<>();
    BiConsumer<String, Obj> put =
        (text, object) -> out.computeIfAbsent(text, _ -> new ArrayList<>(2)).add(object);
    for (Obj object : objects) {
      index.file(object, text -> put.accept(text, object));
    }
    return out;
  }

  private static Collection<Obj> merged(
      NavigableMap<ObjectKey, Obj> read, NavigableMap<ObjectKey, Optional<Obj>> changed) {
    if (changed.isEmpty()) {
      return Collections.unmodifiableCollection(read.values());
    }
    TreeMap<ObjectKey, Obj> out = new TreeMap<>(read);
    changed.forEach((key, object) ->
        object.ifPresentOrElse(present -> out.put(key, present), () -> out.remove(key)));
    return out.values();
  }

  private static <T> NavigableMap<ObjectKey, T> part(
      NavigableMap<ObjectKey, T> map, String namespace) {
    // "\0" sorts before every name, and no namespace lies between "ns" and "ns\0".
    return map.subMap(
        new ObjectKey(namespace, ""), true, new ObjectKey(namespace + "\0", ""), false);
  }
}
