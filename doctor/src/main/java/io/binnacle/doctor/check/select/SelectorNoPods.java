package io.binnacle.doctor.check.select;

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
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The selector matches no Pod, no workload would make one, and nothing is anywhere near: the workload is missing.
final class SelectorNoPods implements Check.OfService {
  /// Manifests are applied one after the other; a Service this young may be waiting for the next.
  private static final Duration YOUNG = Duration.ofMinutes(1);

  @Override
  public String id() {
    return "selector-no-pods";
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Set<String> after() {
    return Set.of(
        "selector-near-miss",
        "selector-no-leader",
        "selector-other-namespace",
        "namespace-deleting",
        "service-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Unselected.is(service, seen)) {
      return Finding.FINE;
    }
    ObjectRef ref = ObjectRef.service(service.key());
    String keeper = Selection.keeper(service);
    boolean young = Moments.isWithin(Moments.created(service.object()), YOUNG, seen);
    StringBuilder says =
        new StringBuilder("No Pod in namespace " + service.namespace() + " carries ")
            .append(Words.labels(service.selector()))
            .append(", and no workload here would make one");
    List<Proof> because = new ArrayList<>();
    because.add(new Proof(ref, "spec.selector", Words.labels(service.selector())));
    for (Elsewhere each : Elsewhere.of(service, seen).stream().limit(2).toList()) {
      says.append("; namespace ")
          .append(each.namespace())
          .append(" has such Pods, reached by its own Service ")
          .append(each.server());
      because.add(
          new Proof(
              ObjectRef.pod(each.pods().getFirst().key()),
              "metadata.labels",
              Words.labels(each.pods().getFirst().labels())));
    }
    says.append('.');
    if (keeper != null) {
      says.append(" It is kept by ").append(keeper).append(", which may have none on purpose.");
    } else if (young) {
      says.append(" The Service is seconds old; perhaps its workload is still to come.");
    }
    Severity severity = keeper != null ? Severity.NOTE : young ? Severity.WARNING : Severity.ERROR;
    return new Finding.Broken(
        severity,
        ref,
        "spec.selector",
        says.toString(),
        because,
        Remedy.byHand(
            "Create the workload whose Pods carry "
                + Words.labels(service.selector())
                + ", or delete the Service if nobody needs it any more."));
  }
}
