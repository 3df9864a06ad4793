package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.select.LabelFit.Kind;
import io.binnacle.doctor.check.select.LabelFit.Miss;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The selector matches no Pod, but Pods with nearly the same labels exist.
final class SelectorNearMiss implements Check.OfService {
  @Override
  public String id() {
    return "selector-near-miss";
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Set<String> after() {
    return Set.of("namespace-deleting", "service-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Unselected.is(service, seen)
        || Selection.keeper(service) != null
        || RunTimeLabel.of(service, seen) != null) {
      return Finding.FINE;
    }
    List<Lookalike> found = Lookalike.of(service, seen);
    if (found.isEmpty()) {
      return Finding.FINE;
    }
    Lookalike first = found.getFirst();
    if (first.trust() > 3 && Elsewhere.of(service, seen).stream().anyMatch(Elsewhere::isOrphan)) {
      return Finding.FINE; // its very labels, in another namespace, are a better guess
    }
    Workload workload = first.group().workload();
    boolean agreed = found.stream().allMatch(l -> l.mended().equals(first.mended()));
    if (workload != null
        && found.size() == 1
        && Culprit.isWorkload(service, workload, first.fit(), seen)) {
      return ofWorkload(service, workload, first);
    }
    return ofService(service, found, agreed);
  }

  private static Finding ofService(ServiceView service, List<Lookalike> found, boolean agreed) {
    Lookalike first = found.getFirst();
    ObjectRef ref = ObjectRef.service(service.key());
    Map<String, String> mended = first.mended();
    Remedy remedy =
        agreed
            ? Remedy.of(
                "Let the selector be " + Words.labels(mended) + ".",
                Change.Patch.merge(ref, LabelFit.selectorPatch(service.selector(), mended)))
            : Remedy.byHand(
                "Say in the selector which of "
                    + Words.list(found.stream().map(l -> l.group().name()).toList())
                    + " it is for.");
    StringBuilder says = new StringBuilder(nobody(service, first));
    for (Lookalike each : found.subList(0, Math.min(3, found.size()))) {
      says.append("; ").append(each.group().carries(shown(each)));
    }
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        field(first),
        says.append('.').toString(),
        proofs(service, found),
        remedy);
  }

  private static Finding ofWorkload(ServiceView service, Workload workload, Lookalike found) {
    Miss miss = found.fit().misses().getFirst();
    String asked = found.fit().asked().getOrDefault(miss.key(), "");
    boolean fixed = Culprit.matchLabels(workload).containsKey(miss.actualKey());
    boolean fixedRight = asked.equals(Culprit.matchLabels(workload).get(miss.key()));
    String right = miss.key() + "=" + asked;
    Remedy remedy;
    if (fixed && !fixedRight) {
      remedy =
          Remedy.of(
              "Let the Service ask for "
                  + Words.labels(found.fit().there())
                  + " for now, and make "
                  + workload.ref().kind()
                  + " "
                  + workload.key().name()
                  + " anew with "
                  + right
                  + " when you can: the labels it knows its Pods by cannot be changed.",
              Change.Patch.merge(ObjectRef.service(service.key()), found.fit().patch()));
    } else {
      Obj labels = Obj.of(miss.key(), Str.of(asked));
      if (!miss.actualKey().equals(miss.key())) {
        labels = labels.with(miss.actualKey(), Null.NULL);
      }
      remedy =
          new Remedy(
              (workload.is("Pod") ? "Let " : "Let the template of ")
                  + workload.key().name()
                  + " say "
                  + right
                  + ".",
              relabel(found, Obj.of("metadata", Obj.of("labels", labels))));
    }
    return new Finding.Broken(
        Severity.ERROR,
        workload.ref(),
        workload.templatePath() + "metadata.labels." + miss.actualKey(),
        nobody(service, found)
            + "; "
            + found.group().carries(shown(found))
            + ", which nothing else here is called.",
        proofs(service, List.of(found)),
        remedy);
  }

  /// The changes that give Pods other labels: of their template or, if nobody makes them, of each.
  private static List<Change> relabel(Lookalike found, Obj template) {
    Workload workload = found.group().workload();
    if (workload != null && !workload.is("Pod")) {
      return List.of(
          Change.Patch.merge(workload.ref(), Obj.of("spec", Obj.of("template", template))));
    }
    List<Change> out = new ArrayList<>();
    found
        .group()
        .pods()
        .forEach(pod -> out.add(Change.Patch.merge(ObjectRef.pod(pod.key()), template)));
    return out;
  }

  /// *No Pod carries app=wbe*, with the labels that fit as well if there are any.
  private static String nobody(ServiceView service, Lookalike near) {
    Map<String, String> asked = near.fit().asked();
    boolean all = asked.size() == service.selector().size();
    String with = all ? "" : " together with " + Words.labels(without(service.selector(), asked));
    return "No Pod carries " + Words.labels(asked) + with;
  }

  private static Map<String, String> without(Map<String, String> all, Map<String, String> some) {
    Map<String, String> out = new TreeMap<>(all);
    out.keySet().removeAll(some.keySet());
    return out;
  }

  private static Map<String, String> shown(Lookalike near) {
    return near.trust() == 8 ? near.mended() : near.fit().there();
  }

  private static String field(Lookalike near) {
    List<Miss> misses = near.fit().misses();
    return misses.size() == 1 || near.trust() < 8 && misses.getFirst().kind() != Kind.ABSENT
        ? "spec.selector." + misses.getFirst().key()
        : "spec.selector";
  }

  private static List<Proof> proofs(ServiceView service, List<Lookalike> found) {
    List<Proof> out = new ArrayList<>();
    out.add(
        new Proof(
            ObjectRef.service(service.key()), "spec.selector", Words.labels(service.selector())));
    for (Lookalike each : found.subList(0, Math.min(3, found.size()))) {
      PodGroup group = each.group();
      String path = group.workload() == null ? "" : group.workload().templatePath();
      out.add(new Proof(group.ref(), path + "metadata.labels", Words.labels(group.labels())));
      if (!group.pods().isEmpty() && !group.ref().resource().equals(ResourceName.PODS)) {
        out.add(
            new Proof(
                ObjectRef.pod(group.pods().getFirst().key()),
                "metadata.labels",
                Words.labels(group.pods().getFirst().labels())));
      }
    }
    return out;
  }
}
