/// OpenAPI documents made from the schema table: version 3, one document per group and version, and version 2, one for
/// all, as JSON and as protobuf. `kubectl explain`, strict validation, `--dry-run=server` and client-side apply read them.
///
/// Start at [io.binnacle.server.openapi.OpenApi], which keeps the finished bytes. [io.binnacle.server.openapi.Definitions]
/// describes structures and [io.binnacle.server.openapi.Operations] the requests; both are the same for the two versions
/// but for what [io.binnacle.server.openapi.Dialect] says. Pure; may use `model` and nothing else.
///
/// Source: OpenAPI 3.0.0 and 2.0; the extensions `x-kubernetes-*` and what kubectl 1.32 reads of them.
@NullMarked
package io.binnacle.server.openapi;

import org.jspecify.annotations.NullMarked;
