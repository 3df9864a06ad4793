/// Names, versions, labels and times: what every Kubernetes object has in `metadata`, and how resources are called.
///
/// Start at [io.binnacle.model.meta.ResourceName] and [io.binnacle.model.meta.Meta]. Pure; may use `model.tree` and
/// `model.error`.
@NullMarked
package io.binnacle.model.meta;

import org.jspecify.annotations.NullMarked;
