package io.binnacle.model.schema;

/// A top-level kind: one that stands alone in a request or an answer, served as a collection ([ResourceType]) or not
/// (`Scale`, `Eviction`, `DeleteOptions`).
///
/// @param group its API group, empty for core and for the kinds every group shares
/// @param version `v1`
/// @param name the kind, `Service`
/// @param struct the structure of its objects
public record KindType(String group, String version, String name, StructType struct)
    implements Comparable<KindType> {

  /// The `apiVersion` of its objects: `v1`, `apps/v1`.
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// By group, version and name.
  @Override
  public int compareTo(KindType other) {
    int byGroup = group.compareTo(other.group);
    int byVersion = byGroup != 0 ? byGroup : version.compareTo(other.version);
    return byVersion != 0 ? byVersion : name.compareTo(other.name);
  }
}
