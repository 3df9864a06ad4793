/// Cases of the checks of EndpointSlices and Endpoints, and look-alikes that work.
@NullMarked
package io.binnacle.doctor.check.slices;

import org.jspecify.annotations.NullMarked;
