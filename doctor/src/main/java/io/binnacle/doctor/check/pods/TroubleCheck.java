package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;

/// A check of one kind of trouble behind a Service. Every Pod has one trouble at most, so the checks of this family never speak of
/// the same Pod.
abstract class TroubleCheck implements Check.OfService {
  private final String id;
  private final Step step;
  private final Trouble trouble;
  private final String are;

  /// @param are what is said of such Pods: *waiting for a node*
  TroubleCheck(String id, Step step, Trouble trouble, String are) {
    this.id = id;
    this.step = step;
    this.trouble = trouble;
    this.are = are;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final Step step() {
    return step;
  }

  @Override
  public Set<String> after() {
    return Set.of(
        "not-ready-published", "peers-not-published", "service-deleting", "namespace-deleting");
  }

  /// Whether there is nothing to say although Pods are in this trouble.
  boolean isFine(ServiceView service, Backends backends, Evidence seen) {
    return false;
  }

  Severity severity(Backends backends) {
    return backends.severity();
  }

  @Override
  public final Finding examine(ServiceView service, Evidence seen) {
    Backends backends = Backends.of(service, seen);
    List<Ailment> found = backends.with(trouble);
    if (found.isEmpty() || isFine(service, backends, seen)) {
      return Finding.FINE;
    }
    Ailment first = found.getFirst();
    return new Finding.Broken(
        severity(backends),
        first.place().object(),
        first.place().field(),
        says(service, backends, found),
        found.stream()
            .limit(3)
            .map(a -> new Proof(ObjectRef.pod(a.pod().key()), "status", a.detail()))
            .toList(),
        new Remedy(first.hint(), first.changes()));
  }

  private String says(ServiceView service, Backends backends, List<Ailment> found) {
    List<String> names = found.stream().map(a -> a.pod().name()).toList();
    int all = backends.pods().size();
    int bad = found.size();
    String who =
        bad == 1 && all == 1
            ? "Pod " + names.getFirst() + " is "
            : (bad == all ? "All " + all : bad + " of " + all)
                + " Pods ("
                + Words.list(names)
                + ") "
                + (bad == 1 ? "is " : "are ");
    String rest =
        backends.ready() == 0
            ? " No Pod is ready, so nothing answers at " + service.name() + "."
            : "";
    return who + are + ": " + found.getFirst().detail() + "." + rest;
  }
}
