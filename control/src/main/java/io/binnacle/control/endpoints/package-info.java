/// Turns Services and Pods into Endpoints, the older form of EndpointSlices that people and `kubectl get ep` read, and
/// mirrors hand-made Endpoints into slices.
///
/// Start at [io.binnacle.control.endpoints.EndpointsPlanner] and [io.binnacle.control.endpoints.MirrorPlanner]; both are
/// pure and share [io.binnacle.control.endpoints.Repack]. May use `model`, `client`, `control.core`; never another
/// controller.
@NullMarked
package io.binnacle.control.endpoints;

import org.jspecify.annotations.NullMarked;
