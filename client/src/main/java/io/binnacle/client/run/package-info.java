/// When things happen: the clock, timers and the executor that every shell gets handed in.
///
/// Start at [io.binnacle.client.run.Scheduler]. The real one runs tasks on virtual threads; the one for tests and
/// simulations runs them one after another on a fake clock.
@NullMarked
package io.binnacle.client.run;

import org.jspecify.annotations.NullMarked;
