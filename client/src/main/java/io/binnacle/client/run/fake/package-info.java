/// A [io.binnacle.client.run.Scheduler] on a fake clock and one thread, for tests, simulations and clusters whose time
/// is under control.
@NullMarked
package io.binnacle.client.run.fake;

import org.jspecify.annotations.NullMarked;
