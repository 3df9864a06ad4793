package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;

/// The readiness probe of a container says no.
final class ReadinessFailing extends TroubleCheck {
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  ReadinessFailing() {
    super("readiness-failing", Step.READINESS, Trouble.READINESS, "not ready");
  }

  @Override
  boolean isFine(ServiceView service, Backends backends, Evidence seen) {
    return (service.isHeadless() && service.publishNotReadyAddresses())
        || (backends.ready() == 1 && isLed(backends, seen));
  }

  /// Whether the one Pod that is ready holds a lock: then the others are not ready on purpose.
  private static boolean isLed(Backends backends, Evidence seen) {
    PodView ready = backends.pods().stream().filter(PodView::isReady).findFirst().orElseThrow();
    for (Obj lease : seen.glimpse(ResourceName.LEASES)) {
      if (Meta.namespace(lease).equals(ready.namespace())
          && names(lease.obj("spec").str("holderIdentity"), ready)) {
        return true;
      }
    }
    for (Obj endpoints : seen.glimpse(ResourceName.ENDPOINTS)) {
      String leader = Meta.annotation(endpoints, LEADER);
      if (leader != null
          && Meta.namespace(endpoints).equals(ready.namespace())
          && leader.contains("\"" + ready.name())) {
        return true;
      }
    }
    return false;
  }

  /// Holders are named `pod` or `pod_uuid`.
  private static boolean names(String holder, PodView pod) {
    return holder.equals(pod.name()) || holder.startsWith(pod.name() + "_");
  }
}
