package io.binnacle.server.openapi;

import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Obj;

/// OpenAPI version 2: one document for everything. kubectl 1.32 still asks for it, as protobuf, when a file holds a
/// `kind: List`, and older tools know nothing else.
public final class OpenApiV2 {
  private OpenApiV2() {}

  /// The document. Pure: the same table gives the same document.
  ///
  /// @param serverVersion what the server says its version is, `v1.33.0`
  public static Obj document(Schema schema, String serverVersion) {
    Definitions definitions = new Definitions(schema, Dialect.V2);
    Operations operations = new Operations(schema, Dialect.V2, definitions);
    for (ResourceType resource : schema.resources()) {
      operations.add(resource);
    }
    return Obj.builder()
        .put("swagger", "2.0")
        .put("info", OpenApiV3.info(serverVersion))
        .put("paths", operations.build())
        .put("definitions", definitions.build())
        .build();
  }

  /// A [#document] in the protobuf form clients in Go ask for.
  public static byte[] protobuf(Obj document) {
    return V2Protobuf.encode(document);
  }
}
