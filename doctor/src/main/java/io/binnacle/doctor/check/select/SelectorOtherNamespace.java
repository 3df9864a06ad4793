package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The selector matches no Pod of the Service's namespace; the Pods it means are in another one, where no Service selects them.
final class SelectorOtherNamespace implements Check.OfService {
  @Override
  public String id() {
    return "selector-other-namespace";
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Set<String> after() {
    return Set.of("selector-near-miss", "selector-no-leader", "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Unselected.is(service, seen) || Selection.keeper(service) != null) {
      return Finding.FINE;
    }
    List<Elsewhere> found =
        Elsewhere.of(service, seen).stream().filter(Elsewhere::isOrphan).toList();
    if (found.isEmpty()) {
      return Finding.FINE;
    }
    ObjectRef ref = ObjectRef.service(service.key());
    Elsewhere first = found.getFirst();
    List<Proof> because = new ArrayList<>();
    because.add(new Proof(ref, "spec.selector", Words.labels(service.selector())));
    for (Elsewhere each : found.subList(0, Math.min(3, found.size()))) {
      PodView pod = each.pods().getFirst();
      because.add(
          new Proof(ObjectRef.pod(pod.key()), "metadata.labels", Words.labels(pod.labels())));
    }
    String says =
        "No Pod in namespace "
            + service.namespace()
            + " carries "
            + Words.labels(service.selector())
            + "; "
            + Words.count(first.pods().size(), "Pod")
            + " in namespace "
            + first.namespace()
            + (first.pods().size() == 1 ? " does (" : " do (")
            + Words.list(first.pods().stream().map(PodView::name).toList())
            + "), and no Service there selects "
            + (first.pods().size() == 1 ? "it" : "them")
            + ". A Service reaches Pods of its own namespace only.";
    // Not a change: an address that clients keep, and what cannot be seen from here, would be lost
    // with the old one.
    String where = Words.list(found.stream().map(Elsewhere::namespace).toList());
    Remedy remedy =
        Remedy.byHand(
            found.size() > 1
                ? "Create the Service in the namespace of its Pods: " + where + "."
                : "Create the Service in namespace %1$s; clients elsewhere then ask for %2$s.%1$s. Take this one away once nobody asks for it."
                    .formatted(where, service.name()));
    return new Finding.Broken(Severity.ERROR, ref, "metadata.namespace", says, because, remedy);
  }
}
