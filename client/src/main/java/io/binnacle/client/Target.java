package io.binnacle.client;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;

/// What a request is about: one object, perhaps one of its subresources.
///
/// @param resource the collection
/// @param namespace the namespace, empty for cluster-scoped objects
/// @param name the object's name; empty only for a create with `generateName`
/// @param subresource `status`, `scale`, …; empty for the object itself
public record Target(ResourceName resource, String namespace, String name, String subresource) {
  /// The object itself.
  public static Target of(ResourceName resource, String namespace, String name) {
    return new Target(resource, namespace, name, "");
  }

  /// The object `key` of `resource`.
  public static Target of(ResourceName resource, ObjectKey key) {
    return of(resource, key.namespace(), key.name());
  }

  /// The object `object` of `resource`, by its metadata.
  public static Target of(ResourceName resource, Obj object) {
    return of(resource, ObjectKey.of(object));
  }

  /// The `status` subresource of the same object.
  public Target status() {
    return new Target(resource, namespace, name, "status");
  }

  /// The `scale` subresource of the same object.
  public Target scale() {
    return new Target(resource, namespace, name, "scale");
  }

  /// Namespace and name.
  public ObjectKey key() {
    return new ObjectKey(namespace, name);
  }

  @Override
  public String toString() {
    return resource.qualified() + " " + key() + (subresource.isEmpty() ? "" : "/" + subresource);
  }
}
