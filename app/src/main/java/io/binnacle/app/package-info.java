/// The program: command line, configuration, wiring, supervision, shutdown.
@NullMarked
package io.binnacle.app;

import org.jspecify.annotations.NullMarked;
