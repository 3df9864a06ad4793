package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.select.Selection;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;

/// Every Pod behind the Service has run to its end, and nobody makes others.
final class PodsEnded implements Check.OfService {
  @Override
  public String id() {
    return "pods-ended";
  }

  @Override
  public Step step() {
    return Step.PODS;
  }

  @Override
  public Set<String> after() {
    return Set.of(
        "selector-near-miss",
        "selector-no-leader",
        "selector-other-namespace",
        "selector-no-pods",
        "scaled-to-zero",
        "pods-not-created",
        "service-deleting",
        "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    List<PodView> pods = Selection.isFor(service) ? seen.pods(service) : List.of();
    if (pods.isEmpty() || !pods.stream().allMatch(PodView::isTerminal)) {
      return Finding.FINE;
    }
    PodView first =
        pods.stream().filter(p -> p.phase().equals("Failed")).findFirst().orElse(pods.getFirst());
    Workload workload = seen.workloadOf(first);
    boolean ofJob = workload != null && workload.is("Job");
    boolean done = ofJob && pods.stream().allMatch(p -> p.phase().equals("Succeeded"));
    boolean alone = workload != null && workload.is("Pod");
    Obj status = first.object().obj("status");
    String policy = first.object().obj("spec").str("restartPolicy", "Always");
    String why = status.str("reason");
    String message = status.str("message");
    String says =
        (pods.size() == 1
                ? "The only Pod behind " + service.name() + " (" + first.name() + ") has ended: "
                : "All "
                    + pods.size()
                    + " Pods behind "
                    + service.name()
                    + " ("
                    + Words.list(pods.stream().map(PodView::name).toList())
                    + ") have ended: ")
            + (pods.size() == 1 ? "" : first.name() + " is ")
            + first.phase()
            + (why.isEmpty() ? "" : ", " + why)
            + (message.isEmpty() ? "" : ": " + Words.quote(message))
            + (alone ? "; nobody made it, so nobody makes it anew." : ".");
    return new Finding.Broken(
        done ? Severity.NOTE : Severity.ERROR,
        workload != null && ofJob ? workload.ref() : ObjectRef.pod(first.key()),
        alone && !policy.equals("Always") ? "spec.restartPolicy" : "",
        says,
        List.of(new Proof(ObjectRef.pod(first.key()), "status.phase", first.phase())),
        Remedy.byHand(
            ofJob
                ? "Run a server as a Deployment: a Job's Pods end. If the work is done, delete the"
                    + " Service."
                : "Let a Deployment make the Pods, so that they are made anew when they end."));
  }
}
