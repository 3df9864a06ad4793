/// Everything together on a fake clock and one thread: random histories of creates, changes, deletes and Pod failures, and
/// at rest a simple, slow model that says what must be there. A failure replays from its seed.
///
/// Start at [io.binnacle.it.simulation.SimulationTest].
@NullMarked
package io.binnacle.it.simulation;

import org.jspecify.annotations.NullMarked;
