/// Cases of the checks of names and DNS, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.names;

import org.jspecify.annotations.NullMarked;
