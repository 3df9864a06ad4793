/// Cases of the checks of traffic policies and addresses, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.traffic;

import org.jspecify.annotations.NullMarked;
