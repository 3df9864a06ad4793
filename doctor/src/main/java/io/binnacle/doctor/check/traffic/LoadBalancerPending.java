package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A load balancer that has got no address.
final class LoadBalancerPending implements Check.OfService {
  private static final Duration REFUSED = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  /* Who asks for a class has a controller of its own, which may take its time. */
  private static final Duration OF_CLASS = Duration.ofMinutes(30);

  private static final Set<String> REASONS =
      Set.of(
          "SyncLoadBalancerFailed",
          "CreatingLoadBalancerFailed",
          "AllocationFailed",
          "FailedDeployModel",
          "FailedBuildModel");

  @Override
  public String id() {
    return "load-balancer-pending";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Set<String> after() {
    return Set.of("service-deleting", "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    Instant since = Moments.changed(service.object());
    if (service.type() != ServiceView.Type.LOAD_BALANCER
        || seen.facts().origin() == Origin.MANIFESTS
        || !service.ingress().isEmpty()
        || Meta.isDeleting(service.object())
        || since == null) {
      return Finding.FINE;
    }
    ObjectRef ref = ObjectRef.service(service.key());
    String refused = "";
    for (Obj event : seen.events(ref)) {
      if (REASONS.contains(event.str("reason")) && !event.str("type").equals("Normal")) {
        refused = event.str("message").strip();
      }
    }
    String ofClass = service.loadBalancerClass();
    Duration patience = !refused.isEmpty() ? REFUSED : ofClass != null ? OF_CLASS : PATIENCE;
    if (Moments.isWithin(since, patience, seen)) {
      return Finding.FINE;
    }
    List<Proof> because = new ArrayList<>();
    because.add(new Proof(ref, "status.loadBalancer", "no address"));
    if (!refused.isEmpty()) {
      because.add(new Proof(ref, "", refused));
    }
    String says =
        "Service %s has waited %s for an address of a load balancer; until then nobody outside reaches it by one."
            .formatted(service.key(), Words.lasting(since, seen.now()));
    return new Finding.Broken(
        refused.isEmpty() ? Severity.WARNING : Severity.ERROR,
        ref,
        "spec.type",
        refused.isEmpty() ? says : says + " Its controller says: " + Words.quote(refused) + ".",
        because,
        Remedy.byHand(
            refused.isEmpty() && ofClass != null
                ? "Run the controller of class " + ofClass + ", or take the class away."
                : refused.isEmpty()
                    ? "Run something that gives out addresses (a cloud controller, MetalLB, a range for Binnacle), or use type NodePort."
                    : "Mend what the controller complains about."));
  }
}
