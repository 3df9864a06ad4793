package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Pods that are the same application: those of one workload, of one owner the doctor does not read, or, made by nobody, with the
/// same labels.
///
/// @param name what people call it
/// @param workload what makes them; the first of them if nobody does, null if that is not known
/// @param labels what each of them carries
/// @param pods those that are neither at their end nor going away; perhaps none
record PodGroup(
    String name, @Nullable Workload workload, Map<String, String> labels, List<PodView> pods) {
  private static final Set<String> OF_ONE_POD =
      Set.of(
          "pod-template-hash",
          "controller-revision-hash",
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index",
          "batch.kubernetes.io/job-completion-index");

  /// The groups of a namespace, without Jobs: nobody means to reach those.
  static List<PodGroup> of(String namespace, Evidence seen) {
    return seen.derive(new Asked(namespace), _ -> look(namespace, seen));
  }

  private record Asked(String namespace) {}

  private static List<PodGroup> look(String namespace, Evidence seen) {
    List<PodGroup> out = new ArrayList<>();
    Map<String, List<PodView>> others = new TreeMap<>();
    for (Workload workload : Selection.makers(namespace, seen)) {
      if (!workload.is("Job")) {
        List<PodView> pods = seen.podsOf(workload).stream().filter(PodView::isActive).toList();
        out.add(new PodGroup(workload.key().name(), workload, workload.podLabels(), pods));
      }
    }
    for (PodView pod : seen.pods(namespace)) {
      Workload workload = pod.isActive() ? seen.workloadOf(pod) : null;
      if (pod.isActive() && (workload == null || workload.is("Pod"))) {
        Obj owner = Meta.controllerOf(pod.object());
        String maker = owner == null ? "" : owner.str("kind") + "/" + owner.str("name");
        others.computeIfAbsent(maker + " " + common(pod), _ -> new ArrayList<>()).add(pod);
      }
    }
    for (List<PodView> pods : others.values()) {
      PodView first = pods.getFirst();
      Obj owner = Meta.controllerOf(first.object());
      String name = owner == null ? first.name() : owner.str("name");
      Workload alone = owner == null ? seen.workloadOf(first) : null;
      out.add(new PodGroup(name, alone, common(first), List.copyOf(pods)));
    }
    return out;
  }

  /// The labels of a Pod that it shares with its like.
  private static Map<String, String> common(PodView pod) {
    Map<String, String> out = new LinkedHashMap<>(pod.labels());
    out.keySet().removeAll(OF_ONE_POD);
    return out;
  }

  List<String> podNames() {
    return pods.stream().map(PodView::name).toList();
  }

  /// What a person would edit: the workload, or one of the Pods.
  ObjectRef ref() {
    return workload != null ? workload.ref() : ObjectRef.pod(pods.getFirst().key());
  }

  /// `spec` of its Pods.
  Obj podSpec() {
    return workload != null ? workload.podSpec() : pods.getFirst().object().obj("spec");
  }

  /// `3 Pods carry app=web (web-1, web-2, web-3)`, or what the workload would give them.
  String carries(Map<String, String> what) {
    String labels = what.isEmpty() ? "" : " " + Words.labels(what);
    if (pods.isEmpty()) {
      return ref() + " gives its Pods" + (labels.isEmpty() ? " no such label" : labels);
    }
    return Words.count(pods.size(), "Pod")
        + (pods.size() == 1 ? " carries" : " carry")
        + (labels.isEmpty() ? " no such label" : labels)
        + " ("
        + Words.list(podNames())
        + ")";
  }
}
