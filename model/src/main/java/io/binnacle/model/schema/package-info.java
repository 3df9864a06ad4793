/// The schema table: which kinds exist, what fields they have, what those default to, how lists merge, which columns
/// `kubectl get` prints. Data, read from the `.schema` files beside this package; adding a kind is adding rows.
///
/// Start at [io.binnacle.model.schema.Schema]; [io.binnacle.model.schema.Checker] reads objects by it and
/// [io.binnacle.model.schema.Defaults] fills them in. The format of the files is explained in `meta.schema`. Strategic
/// merge, OpenAPI and tables are driven from here too. Pure; may use `model.tree` and `model.meta`.
@NullMarked
package io.binnacle.model.schema;

import org.jspecify.annotations.NullMarked;
