package io.binnacle.server.registry;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One version of an object together with its encoded forms, so that a change seen by 5,000 watchers is encoded once
/// for each representation and not 5,000 times. Safe for use by many threads.
public final class SharedObject {
  private final Obj object;
  private volatile byte @Nullable [] json;
  private volatile @Nullable ConcurrentHashMap<Object, byte[]> forms;

  /// Nothing is encoded yet.
  public SharedObject(Obj object) {
    this.object = object;
  }

  /// The object.
  public Obj object() {
    return object;
  }

  /// The object as JSON in UTF-8. Shared: the caller must not change it.
  public byte[] json() {
    byte[] known = json;
    if (known == null) {
      known = Json.bytes(object);
      json = known;
    }
    return known;
  }

  /// The object in the representation named by `key`, made by `encode` the first time somebody asks. Shared: the
  /// caller must not change it.
  ///
  /// @param key names the representation; the same key must always mean the same `encode`
  public byte[] form(Object key, Function<Obj, byte[]> encode) {
    return forms().computeIfAbsent(key, _ -> encode.apply(object));
  }

  private ConcurrentHashMap<Object, byte[]> forms() {
    ConcurrentHashMap<Object, byte[]> known = forms;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      if (forms == null) {
        forms = new ConcurrentHashMap<>(4);
      }
      return forms;
    }
  }
}
