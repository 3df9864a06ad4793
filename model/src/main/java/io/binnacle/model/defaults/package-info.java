/// What the API server fills in that depends on other fields: a target port from the port, a pull policy from the image tag,
/// requests from limits. What a field has whatever its neighbours say stands in the schema table.
///
/// Start at [io.binnacle.model.defaults.KindDefaults]. Pure; may use `model.tree`, `model.meta`, `model.schema`, `model.view`.
///
/// Source: `pkg/apis/*/v1/defaults.go` and the conversions beside them, Kubernetes 1.33.
@NullMarked
package io.binnacle.model.defaults;

import org.jspecify.annotations.NullMarked;
