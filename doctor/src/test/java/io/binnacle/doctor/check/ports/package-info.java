/// Cases of the checks of ports, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.ports;

import org.jspecify.annotations.NullMarked;
