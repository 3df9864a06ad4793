/// Servers that run beside a measurement.
///
/// Start at [io.binnacle.bench.process.ServerProcess].
@NullMarked
package io.binnacle.bench.process;

import org.jspecify.annotations.NullMarked;
