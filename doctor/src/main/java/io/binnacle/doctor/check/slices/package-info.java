/// Endpoints and EndpointSlices: written by hand, by others, or no longer true.
@NullMarked
package io.binnacle.doctor.check.slices;

import org.jspecify.annotations.NullMarked;
