package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The selector matches another application only, while the workload named like the Service runs and no Service selects it.
final class SelectorOtherApp implements Check.OfService {
  @Override
  public String id() {
    return "selector-other-app";
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Set<String> after() {
    return Set.of("service-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Selection.isFor(service)) {
      return Finding.FINE;
    }
    Workload namesake = namesake(service, seen);
    if (namesake == null) {
      return Finding.FINE;
    }
    List<PodView> selected = Selection.of(service, seen).active();
    PodGroup meant =
        new PodGroup(
            namesake.key().name(),
            namesake,
            namesake.podLabels(),
            seen.podsOf(namesake).stream().filter(PodView::isActive).toList());
    LabelFit fit = LabelFit.of(service.selector(), meant.labels());
    if (selected.isEmpty()
        || meant.pods().isEmpty()
        || fit.selects()
        || !Lookalike.isOrphan(meant, service, seen)
        || Lookalike.refuses(meant, service)) {
      return Finding.FINE;
    }
    List<PodGroup> others = groups(selected, seen);
    if (others.stream().anyMatch(g -> Likeness.named(service.name(), g.name()))) {
      return Finding.FINE; // web switched from the workload web to web-v2
    }
    boolean refused =
        Lookalike.serves(meant, service)
            && others.stream().allMatch(g -> Lookalike.refuses(g, service));
    boolean copied = others.size() == 1 && hasOwnService(others.getFirst(), service, seen);
    return refused || copied
        ? broken(service, meant, others.getFirst(), fit, refused)
        : Finding.FINE;
  }

  private static Finding broken(
      ServiceView service, PodGroup meant, PodGroup other, LabelFit fit, boolean refused) {
    ObjectRef ref = ObjectRef.service(service.key());
    Map<String, String> mended = fit.mended();
    if (fit.there().isEmpty() && meant.workload() != null) {
      mended = Culprit.matchLabels(meant.workload());
    }
    String says =
        "The selector "
            + Words.labels(service.selector())
            + " picks the Pods of "
            + other.name()
            + " ("
            + Words.list(other.podNames())
            + ")"
            + (refused ? ", which do not listen on its ports" : ", which have their own Service")
            + "; "
            + meant.carries(fit.there())
            + " and no Service selects "
            + (meant.pods().size() == 1 ? "it." : "them.");
    Remedy remedy =
        mended.isEmpty()
            ? Remedy.byHand("Let the selector ask for the labels of " + meant.name() + ".")
            : Remedy.of(
                "Let the selector be " + Words.labels(mended) + ".",
                Change.Patch.merge(ref, LabelFit.selectorPatch(service.selector(), mended)));
    return new Finding.Broken(
        refused ? Severity.ERROR : Severity.WARNING,
        ref,
        fit.misses().size() == 1
            ? "spec.selector." + fit.misses().getFirst().key()
            : "spec.selector",
        says,
        List.of(
            new Proof(ref, "spec.selector", Words.labels(service.selector())),
            new Proof(meant.ref(), "spec.template.metadata.labels", Words.labels(meant.labels()))),
        remedy);
  }

  /// The workload that has the Service's own name, null if there is none.
  private static @Nullable Workload namesake(ServiceView service, Evidence seen) {
    ObjectKey key = new ObjectKey(service.namespace(), Likeness.base(service.name()));
    for (ResourceName resource :
        List.of(ResourceName.DEPLOYMENTS, ResourceName.STATEFUL_SETS, Kinds.DAEMON_SETS)) {
      Obj found = seen.sees(resource, key.namespace()) ? seen.find(resource, key) : null;
      if (found != null) {
        return new Workload(new ObjectRef(resource, Kinds.kind(resource), key), found);
      }
    }
    return null;
  }

  /// The selected Pods by what makes them; a Pod whose maker is unknown is a group of its own.
  static List<PodGroup> groups(List<PodView> pods, Evidence seen) {
    Map<String, List<PodView>> byMaker = new TreeMap<>();
    for (PodView pod : pods) {
      Workload maker = seen.workloadOf(pod);
      String name = maker == null ? "" : maker.ref().toString();
      byMaker.computeIfAbsent(name, _ -> new ArrayList<>()).add(pod);
    }
    return byMaker.values().stream()
        .map(of -> {
          Workload maker = seen.workloadOf(of.getFirst());
          return maker == null
              ? new PodGroup(of.getFirst().name(), null, of.getFirst().labels(), of)
              : new PodGroup(maker.key().name(), maker, maker.podLabels(), of);
        })
        .toList();
  }

  private static boolean hasOwnService(PodGroup group, ServiceView but, Evidence seen) {
    for (Obj each : seen.all(ResourceName.SERVICES, but.namespace())) {
      ServiceView other = ServiceView.of(each);
      if (!other.key().equals(but.key())
          && other.selector().equals(but.selector())
          && Likeness.named(other.name(), group.name())) {
        return true;
      }
    }
    return false;
  }
}
