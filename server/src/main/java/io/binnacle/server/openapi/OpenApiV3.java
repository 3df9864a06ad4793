package io.binnacle.server.openapi;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// OpenAPI version 3: a document for each group and version, and the index that leads to them.
public final class OpenApiV3 {
  private OpenApiV3() {}

  /// The document of one group and version. Pure: the same table gives the same document.
  ///
  /// @param group empty for core
  /// @param serverVersion what the server says its version is, `v1.33.0`
  public static Obj document(Schema schema, String group, String version, String serverVersion) {
    Definitions definitions = new Definitions(schema, Dialect.V3);
    Operations operations = new Operations(schema, Dialect.V3, definitions);
    for (ResourceType resource : schema.resources()) {
      if (resource.name().group().equals(group) && resource.name().version().equals(version)) {
        operations.add(resource);
      }
    }
    return Obj.builder()
        .put("openapi", "3.0.0")
        .put("info", info(serverVersion))
        .put("paths", operations.build())
        .put("components", Obj.of("schemas", definitions.build()))
        .build();
  }

  /// The answer to `/openapi/v3`.
  ///
  /// @param hashes for the [#path] of every group and version the hash of its document, which becomes part of the
  ///     document's address, so that clients may keep it for ever
  public static Obj index(Map<String, String> hashes) {
    Obj.Builder paths = Obj.builder();
    hashes.forEach((path, hash) ->
        paths.put(
            path, Obj.of("serverRelativeURL", Str.of("/openapi/v3/" + path + "?hash=" + hash))));
    return Obj.of("paths", paths.build());
  }

  /// Where the API and the documents keep a group and version: `api/v1`, `apis/apps/v1`.
  public static String path(String group, String version) {
    return group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
  }

  /// The groups and versions that have collections, by [#path].
  static SortedMap<String, ResourceName> groupVersions(Schema schema) {
    SortedMap<String, ResourceName> out = new TreeMap<>();
    for (ResourceType resource : schema.resources()) {
      ResourceName name = resource.name();
      out.putIfAbsent(path(name.group(), name.version()), name);
    }
    return out;
  }

  static Obj info(String serverVersion) {
    return Obj.of("title", Str.of("Kubernetes"), "version", Str.of(serverVersion));
  }
}
