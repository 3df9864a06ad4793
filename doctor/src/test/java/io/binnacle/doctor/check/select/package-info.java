/// Cases of the checks of selectors, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.select;

import org.jspecify.annotations.NullMarked;
