package io.binnacle.model.schema;

import io.binnacle.model.meta.ResourceName;
import java.util.List;

/// One collection the API serves.
///
/// @param name group, version, plural
/// @param kind the kind of its objects, `Service`
/// @param singular `service`
/// @param shortNames `svc`
/// @param categories `all`
/// @param namespaced whether objects live in a namespace
/// @param verbs sorted, as discovery lists them
/// @param subresources in the table's order
/// @param struct the structure of its objects
/// @param columns what a Table shows, in order
public record ResourceType(
    ResourceName name,
    String kind,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    List<String> verbs,
    List<Subresource> subresources,
    StructType struct,
    List<Column> columns) {

  /// A subresource, `status` or `scale`.
  ///
  /// @param name the last step of the URL
  /// @param group the group of its kind, empty for core
  /// @param version the version of its kind
  /// @param kind the kind it reads and writes, `Scale`
  /// @param verbs sorted
  public record Subresource(
      String name, String group, String version, String kind, List<String> verbs) {}

  /// One column of a Table.
  ///
  /// @param name the header as upstream has it, `Cluster-IP`
  /// @param type `string`, `integer`, …
  /// @param format `name` for the name column, else usually empty
  /// @param wide whether kubectl shows it only with `-o wide` (priority 1)
  /// @param cell how to compute a cell: a path such as `.spec.type`, or `fn(name)` for one computed in code
  /// @param description shown by `--server-print` aware clients, in our own words
  public record Column(
      String name, String type, String format, boolean wide, String cell, String description) {}

  /// Whether objects of this collection are kept, rather than being questions that are answered and forgotten
  /// (SubjectAccessReview).
  public boolean isStored() {
    return verbs.contains("list");
  }

  /// Whether this collection serves `subresource`.
  public boolean hasSubresource(String subresource) {
    return subresources.stream().anyMatch(s -> s.name().equals(subresource));
  }
}
