package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A Service that was deleted and stays, because a finalizer is not taken away.
final class ServiceDeleting implements Check.OfService {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration OF_BALANCERS = Duration.ofMinutes(5);
  private static final String BALANCER = "service.kubernetes.io/load-balancer-cleanup";

  @Override
  public String id() {
    return "service-deleting";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Set<String> after() {
    return Set.of("namespace-deleting");
  }

  @Override
  public boolean explainsAll() {
    return true;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    List<String> finalizers = Meta.finalizers(service.object());
    Instant since = Moments.deleted(service.object());
    Duration patience = finalizers.contains(BALANCER) ? OF_BALANCERS : PATIENCE;
    if (since == null || finalizers.isEmpty() || Moments.isWithin(since, patience, seen)) {
      return Finding.FINE;
    }
    ObjectRef ref = ObjectRef.service(service.key());
    return new Finding.Broken(
        Severity.WARNING,
        ref,
        "metadata.finalizers",
        "Service %s was deleted %s ago and is still there: %s was not taken away. Until it is gone, its name cannot be given to another."
            .formatted(
                service.key(),
                Words.lasting(since, seen.now()),
                (finalizers.size() == 1 ? "finalizer " : "finalizers ") + Words.list(finalizers)),
        List.of(
            new Proof(ref, "metadata.deletionTimestamp", since.toString()),
            new Proof(ref, "metadata.finalizers", String.join(", ", finalizers))),
        Remedy.byHand(
            "Run the controller that sets the finalizer. If it is gone for good, take the finalizer away by hand; what it was to clean up then stays."));
  }
}
