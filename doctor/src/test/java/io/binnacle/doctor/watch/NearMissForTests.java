package io.binnacle.doctor.watch;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;

/// A simple check to hear the watch speak: the value of `app` matches no Pod, and all Pods of the namespace agree on another.
final class NearMissForTests implements Check.OfService {
  /// The Services that were looked at, in order.
  final List<ObjectKey> looked = new ArrayList<>();

  /// Whether looking ends in an exception.
  boolean fails;

  @Override
  public String id() {
    return NearMiss.CHECK;
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    looked.add(service.key());
    if (fails) {
      throw new IllegalStateException("a bug");
    }
    String app = service.selector().getOrDefault("app", "");
    List<PodView> pods = seen.pods(service.namespace());
    List<String> others =
        pods.stream().map(p -> p.labels().getOrDefault("app", "")).distinct().toList();
    if (app.isEmpty() || others.contains(app) || others.size() != 1) {
      return Finding.FINE;
    }
    ObjectRef ref = ObjectRef.service(service.key());
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        "spec.selector.app",
        "No Pod carries app="
            + app
            + "; "
            + pods.size()
            + " Pods carry app="
            + others.getFirst()
            + ".",
        List.of(),
        Remedy.of(
            "Correct the selector.",
            Change.Patch.merge(
                ref,
                Obj.EMPTY.change(
                    "spec", s -> s.change("selector", l -> l.with("app", others.getFirst()))))));
  }
}
