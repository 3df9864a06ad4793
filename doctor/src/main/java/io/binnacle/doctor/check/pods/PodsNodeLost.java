package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;

/// Every Pod that could answer is on a node that is not ready or gone.
final class PodsNodeLost extends TroubleCheck {
  PodsNodeLost() {
    super("pods-node-lost", Step.PODS, Trouble.NODE_LOST, "on a lost node");
  }

  /// Where others answer, the node is a trouble of the cluster, not of every Service that had a Pod on it.
  @Override
  boolean isFine(ServiceView service, Backends backends, Evidence seen) {
    return backends.ready() > 0;
  }
}
