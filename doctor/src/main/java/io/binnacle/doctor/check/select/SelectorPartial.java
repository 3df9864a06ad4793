package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
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
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The selector matches some Pods of a workload and others of it not: a label that is on some only.
final class SelectorPartial implements Check.OfService {
  /// Operators label Pods soon after they start.
  private static final Duration YOUNG = Duration.ofMinutes(1);

  @Override
  public String id() {
    return "selector-partial";
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Set<String> after() {
    return Set.of("selector-too-wide", "selector-other-app", "service-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Selection.isFor(service)) {
      return Finding.FINE;
    }
    Selection selection = Selection.of(service, seen);
    for (Workload maker : selection.makers()) {
      if (!maker.is("Job") && !service.selector().containsKey(ORDINAL_LABEL)) {
        Finding finding = examine(service, maker, seen);
        if (!(finding instanceof Finding.Fine)) {
          return finding;
        }
      }
    }
    return Finding.FINE;
  }

  private static final String ORDINAL_LABEL = "statefulset.kubernetes.io/pod-name";

  private static Finding examine(ServiceView service, Workload maker, Evidence seen) {
    Map<String, String> selector = service.selector();
    List<PodView> in = new ArrayList<>();
    List<PodView> out = new ArrayList<>();
    for (PodView pod : seen.podsOf(maker)) {
      if (pod.isActive()) {
        (pod.labels().entrySet().containsAll(selector.entrySet()) ? in : out).add(pod);
      }
    }
    if (out.isEmpty()) {
      return Finding.FINE;
    }
    LabelFit template = LabelFit.of(selector, maker.podLabels());
    if (template.selects()) {
      List<PodView> strayed = out.stream().filter(p -> isMeant(p, selector, seen)).toList();
      return strayed.isEmpty() ? Finding.FINE : strayed(service, maker, in, strayed);
    }
    if (template.misses().size() != 1) {
      return Finding.FINE;
    }
    Miss miss = template.misses().getFirst();
    String value = selector.getOrDefault(miss.key(), "");
    boolean rollsOut = in.stream().anyMatch(p -> isMadeWith(p, selector, seen));
    boolean byHand =
        in.size() > 1
            && !RunTimeLabel.isRole(miss.key(), value)
            && out.stream()
                .allMatch(p ->
                    !p.labels().containsKey(miss.key())
                        && !Moments.isWithin(Moments.created(p.object()), YOUNG, seen));
    return rollsOut || byHand
        ? lacking(service, maker, in, out, miss.key(), rollsOut)
        : Finding.FINE;
  }

  /// Pods whose template has the label and that lost it.
  private static Finding strayed(
      ServiceView service, Workload maker, List<PodView> in, List<PodView> strayed) {
    PodView first = strayed.getFirst();
    LabelFit fit = LabelFit.of(service.selector(), first.labels());
    ObjectRef ref = ObjectRef.pod(first.key());
    List<Change> changes = new ArrayList<>();
    for (PodView pod : strayed) {
      Obj labels = Obj.EMPTY;
      for (Map.Entry<String, String> label :
          LabelFit.of(service.selector(), pod.labels()).asked().entrySet()) {
        labels = labels.with(label.getKey(), Str.of(label.getValue()));
      }
      changes.add(
          Change.Patch.merge(
              ObjectRef.pod(pod.key()), Obj.of("metadata", Obj.of("labels", labels))));
    }
    return new Finding.Broken(
        in.isEmpty() ? Severity.ERROR : Severity.WARNING,
        ref,
        "metadata.labels." + fit.misses().getFirst().key(),
        maker.ref().kind()
            + " "
            + maker.key().name()
            + " gives its Pods "
            + Words.labels(fit.asked())
            + ", but "
            + Words.pods(names(strayed))
            + (strayed.size() == 1 ? " does" : " do")
            + " not carry it any more, so the Service leaves "
            + (strayed.size() == 1 ? "it" : "them")
            + " out.",
        List.of(
            new Proof(ref, "metadata.labels", Words.labels(first.labels())),
            new Proof(
                maker.ref(),
                maker.templatePath() + "metadata.labels",
                Words.labels(maker.podLabels()))),
        new Remedy(
            "Give the label back, unless somebody took the Pod out of service on purpose.",
            changes));
  }

  /// A workload whose template lacks what some of its Pods carry.
  private static Finding lacking(
      ServiceView service,
      Workload maker,
      List<PodView> in,
      List<PodView> out,
      String key,
      boolean rollsOut) {
    String value = service.selector().getOrDefault(key, "");
    String label = key + "=" + value;
    Obj labels = Obj.of(key, Str.of(value));
    return new Finding.Broken(
        Severity.WARNING,
        maker.ref(),
        maker.templatePath() + "metadata.labels." + key,
        Words.count(in.size(), "Pod")
            + " of "
            + maker.ref().kind()
            + " "
            + maker.key().name()
            + (in.size() == 1 ? " carries " : " carry ")
            + label
            + " ("
            + Words.list(names(in))
            + "), "
            + Words.list(names(out))
            + (out.size() == 1 ? " does not" : " do not")
            + ": its template has no such label"
            + (rollsOut
                ? " any more, so the Service has no Pods once the update is through."
                : ", so it is gone when Pods are made anew."),
        List.of(
            new Proof(
                ObjectRef.service(service.key()),
                "spec.selector",
                Words.labels(service.selector())),
            new Proof(
                maker.ref(),
                maker.templatePath() + "metadata.labels",
                Words.labels(maker.podLabels()))),
        Remedy.of(
            "Put " + label + " into the template of " + maker.key().name() + ".",
            Change.Patch.merge(
                maker.ref(),
                Obj.of("spec", Obj.of("template", Obj.of("metadata", Obj.of("labels", labels)))))));
  }

  private static List<String> names(List<PodView> pods) {
    return pods.stream().map(PodView::name).toList();
  }

  /// Whether a Pod is to carry what `selector` asks for by the template it was made from; not one that an update will replace.
  private static boolean isMeant(PodView pod, Map<String, String> selector, Evidence seen) {
    Obj owner = Meta.controllerOf(pod.object());
    if (owner == null) {
      return false;
    }
    if (owner.str("kind").equals("ReplicaSet")) {
      return isMadeWith(pod, selector, seen);
    }
    Workload workload = seen.workloadOf(pod);
    String current = workload == null ? "" : workload.object().obj("status").str("updateRevision");
    String own = pod.labels().getOrDefault("controller-revision-hash", "");
    return current.isEmpty() || own.isEmpty() || current.equals(own);
  }

  /// Whether the ReplicaSet that made a Pod gives its Pods what `selector` asks for.
  private static boolean isMadeWith(PodView pod, Map<String, String> selector, Evidence seen) {
    Obj owner = Meta.controllerOf(pod.object());
    if (owner == null || !owner.str("kind").equals("ReplicaSet")) {
      return false;
    }
    ObjectKey key = new ObjectKey(pod.namespace(), owner.str("name"));
    Obj set = seen.find(ResourceName.REPLICA_SETS, key);
    return set != null
        && Meta.labels(set.obj("spec").obj("template")).entrySet().containsAll(selector.entrySet());
  }
}
