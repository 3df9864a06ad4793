/// How controllers are put together and run: one shared cache, one loop each.
///
/// Start at [io.binnacle.control.run.ControllerManager]. May use `client` and the controllers' packages; never the
/// server.
@NullMarked
package io.binnacle.control.run;

import org.jspecify.annotations.NullMarked;
