/// Cases of the checks of the cluster itself, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.cluster;

import org.jspecify.annotations.NullMarked;
