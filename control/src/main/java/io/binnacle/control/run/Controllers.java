package io.binnacle.control.run;

import io.binnacle.control.claim.ClaimController;
import io.binnacle.control.claim.EphemeralClaims;
import io.binnacle.control.claim.VolumeFolders;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.deployment.DeploymentController;
import io.binnacle.control.endpoints.EndpointsController;
import io.binnacle.control.endpoints.MirrorController;
import io.binnacle.control.endpointslice.EndpointSliceController;
import io.binnacle.control.gc.GarbageCollector;
import io.binnacle.control.loadbalancer.LoadBalancerController;
import io.binnacle.control.namespace.NamespaceController;
import io.binnacle.control.replicaset.ReplicaSetController;
import io.binnacle.control.scheduler.PodScheduler;
import io.binnacle.control.serviceaccount.NamespaceContentController;
import io.binnacle.control.statefulset.StatefulSetController;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The controllers that need nothing but the context.
public final class Controllers {
  private Controllers() {}

  /// Makers of all of them, for [ControllerManager].
  public static List<Function<ControllerContext, Controller>> all() {
    return List.of(
        DeploymentController::new,
        EndpointSliceController::new,
        EndpointsController::new,
        MirrorController::new,
        ReplicaSetController::new,
        StatefulSetController::new);
  }

  /// Makers of everything a whole cluster runs.
  ///
  /// @param schema which collections there are
  /// @param caPem the certificate Pods should trust, PEM text
  /// @param loadBalancers where addresses of LoadBalancer Services come from
  public static List<Function<ControllerContext, Controller>> cluster(
      Schema schema, String caPem, List<Cidr> loadBalancers) {
    List<Function<ControllerContext, Controller>> out = new ArrayList<>(all());
    out.add(context -> new NamespaceController(context, schema));
    out.add(context -> new NamespaceContentController(context, caPem));
    out.add(context -> new GarbageCollector(context, schema));
    out.add(PodScheduler::new);
    out.add(context -> new LoadBalancerController(context, loadBalancers));
    return List.copyOf(out);
  }

  /// Makers of what turns claims into volumes that are folders of one machine.
  ///
  /// @param folder where they go, absolute; made by the node that mounts the first one
  /// @param folders removes them
  public static List<Function<ControllerContext, Controller>> localStorage(
      String folder, VolumeFolders folders) {
    return List.of(EphemeralClaims::new, context -> new ClaimController(context, folder, folders));
  }
}
