/// The sign of life that real and simulated nodes give alike.
///
/// Start at [io.binnacle.node.lease.NodeLease]. May use `model` and `client`.
@NullMarked
package io.binnacle.node.lease;

import org.jspecify.annotations.NullMarked;
