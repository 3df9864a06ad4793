/// Deletes what nobody owns any more, and carries out foreground and orphan deletion.
///
/// Start at [io.binnacle.control.gc.OwnershipPlanner], which is pure. May use `model`, `client`, `control.core`.
@NullMarked
package io.binnacle.control.gc;

import org.jspecify.annotations.NullMarked;
