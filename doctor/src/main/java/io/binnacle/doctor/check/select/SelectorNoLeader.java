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
import java.util.List;
import java.util.Objects;

/// The selector asks for a label that something sets while Pods run, such as `role=master`, and none carries it now.
final class SelectorNoLeader implements Check.OfService {
  @Override
  public String id() {
    return "selector-no-leader";
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Unselected.is(service, seen)) {
      return Finding.FINE;
    }
    RunTimeLabel label = RunTimeLabel.of(service, seen);
    if (label == null) {
      return Finding.FINE;
    }
    ObjectRef ref = ObjectRef.service(service.key());
    boolean onlyOne = label.isForTheRest() && label.pods().size() == 1;
    String asked = label.key() + "=" + label.value();
    String says =
        onlyOne
            ? "No Pod carries "
                + asked
                + ": "
                + label.pods().getFirst().name()
                + " is the only one, so there are no others to reach."
            : "No Pod carries "
                + asked
                + " now, a label that is set while Pods run; "
                + Words.pods(label.pods().stream().map(PodView::name).toList())
                + " could, and "
                + carried(label)
                + ".";
    return new Finding.Broken(
        onlyOne || (label.isForTheRest() && Selection.keeper(service) != null)
            ? Severity.NOTE
            : Severity.ERROR,
        ref,
        "spec.selector." + label.key(),
        says,
        List.of(new Proof(ref, "spec.selector", Words.labels(service.selector()))),
        Remedy.byHand(
            onlyOne
                ? "Run more than one instance if this Service is to have Pods."
                : "Look at what sets "
                    + label.key()
                    + ", an operator or the program itself: it has elected nobody."));
  }

  private static String carried(RunTimeLabel label) {
    List<String> values =
        label.pods().stream()
            .map(p -> p.labels().get(label.key()))
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    return values.isEmpty()
        ? "none has " + label.key() + " at all"
        : label.key() + " is " + Words.list(values) + " on them";
  }
}
