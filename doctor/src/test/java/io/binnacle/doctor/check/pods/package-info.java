/// Cases of the checks of Pods, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.pods;

import org.jspecify.annotations.NullMarked;
