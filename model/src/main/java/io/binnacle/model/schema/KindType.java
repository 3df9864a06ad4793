package io.binnacle.model.schema;

/// A top-level kind: one that stands alone in a request or an answer, served as a collection ([ResourceType]) or not
/// (`Scale`, `Eviction`, `DeleteOptions`).
///
/// @param group its API group, empty for core and for the kinds every group shares
/// @param version `v1`
/// @param name the kind, `Service`
/// @param struct the structure of its objects
public record KindType(String group, String version, String name, StructType struct) {

  /// The `apiVersion` of its objects: `v1`, `apps/v1`.
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }
}
