/// The program: command line, configuration, wiring by constructor, supervision, shutdown.
///
/// Start at [io.binnacle.app.Instance], which puts everything together; [io.binnacle.app.cli.BinnacleCommand] is what
/// people type.
@NullMarked
package io.binnacle.app;

import org.jspecify.annotations.NullMarked;
