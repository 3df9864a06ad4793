/// Nodes whose Pods exist in the API only: they get an address, become Ready, restart, fail and end on a script.
///
/// Start at [io.binnacle.node.simulated.SimulatedNodes]; [io.binnacle.node.simulated.PodPlay] is pure and says what a
/// Pod's status is at a moment. Scripts are annotations on the Pod, see [io.binnacle.node.simulated.PodScript]. May use
/// `model`, `client` and `node.lease`.
@NullMarked
package io.binnacle.node.simulated;

import org.jspecify.annotations.NullMarked;
