/// Cases of the checks of external names, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.external;

import org.jspecify.annotations.NullMarked;
