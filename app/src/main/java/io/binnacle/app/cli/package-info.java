/// The command line: what people type and what they are told.
///
/// Start at [io.binnacle.app.cli.BinnacleCommand].
@NullMarked
package io.binnacle.app.cli;

import org.jspecify.annotations.NullMarked;
