/// Turns Services and Pods into EndpointSlices.
///
/// Start at [io.binnacle.control.endpointslice.EndpointSlicePlanner], which is pure: what is observed in, the writes that
/// bring it in line out. The doctor asks the same planner what should be. Source: the upstream endpointslice controller
/// and KEP-752. May use `model`, `client`, `control.core`; never another controller.
@NullMarked
package io.binnacle.control.endpointslice;

import org.jspecify.annotations.NullMarked;
