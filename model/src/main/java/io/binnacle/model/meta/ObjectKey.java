package io.binnacle.model.meta;

import io.binnacle.model.tree.Obj;

/// The name of an object within its collection.
///
/// @param namespace the namespace, empty for cluster-scoped objects
/// @param name the name
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
  /// The key of `object`, from its metadata.
  public static ObjectKey of(Obj object) {
    Obj metadata = object.obj("metadata");
    return new ObjectKey(metadata.str("namespace"), metadata.str("name"));
  }

  @Override
  public int compareTo(ObjectKey other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
