/// Reads Kubernetes' protobuf encoding: current Go clients send it for every kind built into the API, so a server has to
/// understand it, though it may answer in JSON.
///
/// Start at [io.binnacle.model.protobuf.Envelope]. The structures are those of the schema table; only the field numbers are
/// kept here, as data beside this package, and read when the first such body comes. Pure; may use `model.schema`,
/// `model.meta` and `model.tree`.
///
/// Source: `k8s.io/apimachinery/pkg/runtime/serializer/protobuf`; Protocol Buffers, "Encoding".
@NullMarked
package io.binnacle.model.protobuf;

import org.jspecify.annotations.NullMarked;
