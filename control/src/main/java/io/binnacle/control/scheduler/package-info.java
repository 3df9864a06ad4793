/// Finds a node for every Pod that has none.
///
/// Start at [io.binnacle.control.scheduler.Placement], which is pure. May use `model`, `client`, `control.core`.
@NullMarked
package io.binnacle.control.scheduler;

import org.jspecify.annotations.NullMarked;
