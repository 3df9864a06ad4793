package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A Service with an address of its own publishes Pods that are not ready, so that a share of its clients meets them.
final class NotReadyPublished implements Check.OfService {
  @Override
  public String id() {
    return "not-ready-published";
  }

  @Override
  public Step step() {
    return Step.READINESS;
  }

  @Override
  public Set<String> after() {
    return Set.of("selector-too-wide", "service-deleting", "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.publishNotReadyAddresses() || service.isHeadless()) {
      return Finding.FINE;
    }
    Backends backends = Backends.of(service, seen);
    List<PodView> unready =
        backends.pods().stream().filter(p -> !p.isReady() && !p.podIp().isEmpty()).toList();
    if (unready.isEmpty() || backends.ready() == 0) {
      return Finding.FINE; // if none is ready, publishing is not what hurts
    }
    ObjectRef ref = ObjectRef.service(service.key());
    List<Proof> because = new ArrayList<>();
    because.add(new Proof(ref, "spec.publishNotReadyAddresses", "true"));
    for (Ailment ailment : backends.ailments()) {
      if (because.size() < 4 && unready.contains(ailment.pod())) {
        because.add(new Proof(ObjectRef.pod(ailment.pod().key()), "status", ailment.detail()));
      }
    }
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        "spec.publishNotReadyAddresses",
        "The Service sends requests to Pods that are not ready, too: "
            + unready.size()
            + " of "
            + backends.pods().size()
            + " ("
            + Words.list(unready.stream().map(PodView::name).toList())
            + "), because publishNotReadyAddresses is true.",
        because,
        Remedy.of(
            "Publish Pods that are ready only; for peers that look for each other, use a headless"
                + " Service beside this one.",
            Change.Patch.merge(
                ref, Obj.of("spec", Obj.of("publishNotReadyAddresses", Bool.FALSE)))));
  }
}
