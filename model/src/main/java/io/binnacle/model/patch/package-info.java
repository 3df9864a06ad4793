/// The three ways to change an object by a patch: a list of operations (RFC 6902), a partial document (RFC 7396), and
/// Kubernetes' strategic merge, which knows from the schema table which lists merge element by element.
///
/// Start at [io.binnacle.model.patch.StrategicMergePatch], which kubectl sends for the built-in kinds. Pure: a tree and
/// a patch in, a new tree out. Patches come from strangers, so work and size are bounded. May use `model.tree`,
/// `model.schema` and `model.error`.
@NullMarked
package io.binnacle.model.patch;

import org.jspecify.annotations.NullMarked;
