/// One cause, one finding; what hides behind it; in which order.
@NullMarked
package io.binnacle.doctor.diagnose;

import org.jspecify.annotations.NullMarked;
