/// Typed glasses for object trees: what logic reads of a Service, a Pod, a slice, and nothing else.
///
/// Start at [io.binnacle.model.view.ServiceView]. A view is one reference to the tree and reads on demand, so making one
/// costs nothing and it can never disagree with its object. Reading is forgiving: objects were validated when they were
/// written, and what is absent reads as the API's default. Writing goes through the tree. Pure; may use `model.tree` and
/// `model.meta`.
@NullMarked
package io.binnacle.model.view;

import org.jspecify.annotations.NullMarked;
