package io.binnacle.doctor.finding;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.Locale;

/// One object of the cluster, by what people call it.
///
/// @param resource its collection
/// @param kind `Service`
/// @param key namespace and name
public record ObjectRef(ResourceName resource, String kind, ObjectKey key)
    implements Comparable<ObjectRef> {
  /// The object `object`, by its kind and metadata.
  ///
  /// @param resource its collection
  public static ObjectRef of(ResourceName resource, Obj object) {
    return new ObjectRef(resource, object.str("kind"), ObjectKey.of(object));
  }

  /// A Service.
  public static ObjectRef service(ObjectKey key) {
    return new ObjectRef(ResourceName.SERVICES, "Service", key);
  }

  /// A Pod.
  public static ObjectRef pod(ObjectKey key) {
    return new ObjectRef(ResourceName.PODS, "Pod", key);
  }

  public String name() {
    return key.name();
  }

  public String namespace() {
    return key.namespace();
  }

  /// As commands have it: `service/web`, `deployment.apps/web`.
  public String argument() {
    String group = resource.group().isEmpty() ? "" : "." + resource.group();
    return kind.toLowerCase(Locale.ROOT) + group + "/" + key.name();
  }

  @Override
  public int compareTo(ObjectRef other) {
    int byResource = resource.compareTo(other.resource);
    return byResource != 0 ? byResource : key.compareTo(other.key);
  }

  /// As sentences have it: `Service shop/web`.
  @Override
  public String toString() {
    return kind + " " + key;
  }
}
