/// Events, warnings and columns, heard by a simulated cluster whose clock moves when told.
@NullMarked
package io.binnacle.doctor.watch;

import org.jspecify.annotations.NullMarked;
