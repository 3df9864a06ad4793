/// The schema table: which kinds exist, what fields they have, what those default to, how lists merge, which columns
/// `kubectl get` prints. Data, read from the `.schema` files beside this package; adding a kind is adding rows.
///
/// Start at [io.binnacle.model.schema.Schema]. Strict field checks, pruning, defaulting, strategic merge, OpenAPI and
/// tables are all driven from here. Pure; may use `model.tree` and `model.meta`.
@NullMarked
package io.binnacle.model.schema;

import org.jspecify.annotations.NullMarked;
