package io.binnacle.control.run;

import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.endpoints.EndpointsController;
import io.binnacle.control.endpoints.MirrorController;
import io.binnacle.control.endpointslice.EndpointSliceController;
import io.binnacle.control.replicaset.ReplicaSetController;
import java.util.List;
import java.util.function.Function;

/// The controllers that need nothing but the context.
public final class Controllers {
  private Controllers() {}

  /// Makers of all of them, for [ControllerManager].
  public static List<Function<ControllerContext, Controller>> all() {
    return List.of(
        EndpointSliceController::new,
        EndpointsController::new,
        MirrorController::new,
        ReplicaSetController::new);
  }
}
