package io.binnacle.doctor.watch;

import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether a selector that matches nothing is a slip that can be told at once, before anything else of the same apply has come.
///
/// The check `selector-near-miss` says what was meant. It is told at once only if the Service's own name says so, too: the Pods a
/// Service `web` is to select by `app=web` may still come, but hardly those it is to select by `app=wbe`.
final class NearMiss {
  static final String CHECK = "selector-near-miss";

  /* Beyond, a write would have to wait too long for advice: Events have time. */
  private static final int MANY_PODS = 2_000;
  private static final int MANY_SERVICES = 2_000;
  private static final int MANY_WORKLOADS = 500;
  private static final int MANY_ALIKE = 5;

  private final Doctor doctor;

  /// @param doctor asks [#CHECK] and nothing else
  NearMiss(Doctor doctor) {
    this.doctor = doctor;
  }

  /// What to say to who writes a Service.
  List<String> ofService(Obj written, @Nullable Obj before, Evidence seen) {
    ServiceView service = ServiceView.of(written);
    if (isLarge(service.namespace(), seen) || !mayMiss(service, seen)) {
      return List.of();
    }
    List<Workload> workloads = seen.workloads(service.namespace());
    if (arePromised(service.selector(), workloads)) {
      return List.of();
    }
    Evidence then = seen.with(changes(written, workloads, seen));
    Map<String, String> meant = meant(service, then);
    if (meant == null || !isTold(service, meant, before, then)) {
      return List.of();
    }
    return List.of(
        "selector "
            + text(service.selector())
            + " matches no Pod; "
            + text(meant)
            + " matches "
            + Math.max(seen.pods(service.namespace(), meant).size(), promised(meant, workloads)));
  }

  /// What to say to who writes what makes Pods.
  List<String> ofWorkload(ResourceName resource, Obj written, @Nullable Obj before, Evidence seen) {
    Workload workload = new Workload(ObjectRef.of(resource, written), written);
    Map<String, String> labels = workload.podLabels();
    boolean same =
        before != null && new Workload(workload.ref(), before).podLabels().equals(labels);
    if (same || labels.isEmpty() || isLarge(workload.namespace(), seen)) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Create(resource, written));
    if (!workload.is("Pod")) {
      changes.add(new Change.Create(ResourceName.PODS, pod(workload)));
    }
    @Nullable Evidence then = null;
    @Nullable List<Workload> workloads = null;
    List<String> out = new ArrayList<>();
    int asked = 0;
    for (Obj object : seen.all(ResourceName.SERVICES, workload.namespace())) {
      ServiceView service = ServiceView.of(object);
      if (!isAlike(service, labels) || !mayMiss(service, seen)) {
        continue;
      }
      workloads = workloads == null ? seen.workloads(workload.namespace()) : workloads;
      if (arePromised(service.selector(), workloads) || ++asked > MANY_ALIKE) {
        continue;
      }
      then = then == null ? seen.with(changes) : then;
      Map<String, String> meant = meant(service, then);
      if (meant != null
          && labels.entrySet().containsAll(meant.entrySet())
          && isTold(service, meant, null, then)) {
        out.add(
            "Service "
                + service.name()
                + " selects "
                + text(service.selector())
                + ", which no Pod carries; these carry "
                + text(meant));
      }
    }
    return out;
  }

  /// Whether the Service selects nothing that is there.
  private static boolean mayMiss(ServiceView service, Evidence seen) {
    return service.hasSelector() && !service.isExternalName() && seen.pods(service).isEmpty();
  }

  /// Whether a workload is about to make what the selector matches, or will when it is told to.
  private static boolean arePromised(Map<String, String> selector, List<Workload> workloads) {
    return workloads.stream().anyMatch(w -> carries(w, selector));
  }

  private static int promised(Map<String, String> selector, List<Workload> workloads) {
    return workloads.stream().filter(w -> carries(w, selector)).mapToInt(Workload::replicas).sum();
  }

  private static boolean carries(Workload workload, Map<String, String> selector) {
    return workload.podLabels().entrySet().containsAll(selector.entrySet());
  }

  private static boolean isLarge(String namespace, Evidence seen) {
    return seen.all(ResourceName.PODS, namespace).size() > MANY_PODS
        || seen.all(ResourceName.SERVICES, namespace).size() > MANY_SERVICES
        || seen.all(ResourceName.DEPLOYMENTS, namespace).size() > MANY_WORKLOADS;
  }

  /// The Service written and, for workloads that have no Pods yet, one of each.
  private static List<Change> changes(Obj written, List<Workload> workloads, Evidence seen) {
    List<Change> out = new ArrayList<>();
    out.add(new Change.Create(ResourceName.SERVICES, written));
    for (Workload workload : workloads) {
      if (!workload.is("Pod") && workload.replicas() > 0 && seen.podsOf(workload).isEmpty()) {
        out.add(new Change.Create(ResourceName.PODS, pod(workload)));
      }
    }
    return out;
  }

  /// A Pod as the workload is about to make it.
  private static Obj pod(Workload workload) {
    Obj metadata =
        workload
            .template()
            .obj("metadata")
            .with("name", workload.key().name() + "-0")
            .with("namespace", workload.namespace());
    return Obj.of(
            "apiVersion",
            Str.of("v1"),
            "kind",
            Str.of(Kinds.kind(ResourceName.PODS)),
            "metadata",
            metadata)
        .with("spec", workload.podSpec());
  }

  /// The selector that was meant, in the opinion of the check; null if it has none, or does not blame the Service.
  private @Nullable Map<String, String> meant(ServiceView service, Evidence then) {
    for (Result result : doctor.examine(service.key(), then, List.of()).results()) {
      if (result.finding() instanceof Finding.Broken broken
          && result.behind() == 0
          && broken.remedy().changes().size() == 1
          && broken.remedy().changes().getFirst() instanceof Change.Patch patch
          && patch.target().equals(ObjectRef.service(service.key()))) {
        Map<String, String> meant = ServiceView.of(patch.applyTo(service.object())).selector();
        return then.pods(service.namespace(), meant).isEmpty() ? null : meant;
      }
    }
    return null;
  }

  private static boolean isTold(
      ServiceView service, Map<String, String> meant, @Nullable Obj before, Evidence then) {
    Map<String, String> written = new HashMap<>(service.selector());
    Map<String, String> better = new HashMap<>(meant);
    written.entrySet().removeAll(meant.entrySet());
    better.entrySet().removeAll(service.selector().entrySet());
    if (written.size() != 1 || better.size() != 1) {
      return false;
    }
    String value = written.values().iterator().next();
    String other = better.values().iterator().next();
    if (value.equals(other)) {
      return SharedWords.of(service.name(), value) > 0; // the key is misspelt
    }
    if (SharedWords.of(service.name(), other) <= SharedWords.of(service.name(), value)) {
      return false;
    }
    return !SharedWords.extended(value, other)
        || !isTaken(service, meant, then) && !wasSelected(meant, before);
  }

  /// Whether the Pods that would be selected are some other Service's.
  private static boolean isTaken(ServiceView service, Map<String, String> meant, Evidence then) {
    PodView pod = then.pods(service.namespace(), meant).getFirst();
    for (Obj object : then.all(ResourceName.SERVICES, service.namespace())) {
      ServiceView other = ServiceView.of(object);
      if (other.hasSelector()
          && !other.name().equals(service.name())
          && pod.labels().entrySet().containsAll(other.selector().entrySet())) {
        return true;
      }
    }
    return false;
  }

  /// Whether this write leads away from just those Pods, as one does who gives Pods and Service a new label.
  private static boolean wasSelected(Map<String, String> meant, @Nullable Obj before) {
    return before != null
        && ServiceView.of(before).hasSelector()
        && meant.entrySet().containsAll(ServiceView.of(before).selector().entrySet());
  }

  /// Whether all but one label of the selector are there, and the name of the Service does not take the selector's side: for a first
  /// choice among many.
  private static boolean isAlike(ServiceView service, Map<String, String> labels) {
    Map.@Nullable Entry<String, String> miss = null;
    for (Map.Entry<String, String> each : service.selector().entrySet()) {
      if (!each.getValue().equals(labels.get(each.getKey()))) {
        if (miss != null) {
          return false;
        }
        miss = each;
      }
    }
    if (miss == null) {
      return false;
    }
    String other = labels.get(miss.getKey());
    return other == null
        ? labels.containsValue(miss.getValue())
        : SharedWords.of(service.name(), other) > SharedWords.of(service.name(), miss.getValue());
  }

  private static String text(Map<String, String> selector) {
    return LabelSelector.ofMap(selector).display();
  }
}
