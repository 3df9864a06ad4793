/// Which Pods a Service selects, and which it was meant to.
@NullMarked
package io.binnacle.doctor.check.select;

import org.jspecify.annotations.NullMarked;
