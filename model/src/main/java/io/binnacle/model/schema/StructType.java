package io.binnacle.model.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A structure: named fields in the table's order.
///
/// @param name the name without group, `ServiceSpec`
/// @param definition the OpenAPI v2 and v3 component name, `io.k8s.api.core.v1.ServiceSpec`
/// @param description for `kubectl explain`, in our own words
/// @param atomic whether server-side apply replaces it as a whole
/// @param fields in the table's order
/// @param byName the same fields by name
public record StructType(
    String name,
    String definition,
    String description,
    boolean atomic,
    List<Field> fields,
    Map<String, Field> byName) {

  /// The field `name`, or null if the structure has none.
  public @Nullable Field field(String name) {
    return byName.get(name);
  }
}
