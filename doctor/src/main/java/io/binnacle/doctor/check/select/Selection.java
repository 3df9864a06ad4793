package io.binnacle.doctor.check.select;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a Service selects, and what would make Pods that it selects.
///
/// @param service the Service
/// @param pods the Pods it selects, by name
/// @param makers the workloads that made those Pods; if none of them is active, every workload whose Pods it would select
public record Selection(ServiceView service, List<PodView> pods, List<Workload> makers) {
  /// Whether selecting is a Service's business at all.
  public static boolean isFor(ServiceView service) {
    return service.hasSelector() && !service.isExternalName();
  }

  /// @param service one that [#isFor]
  public static Selection of(ServiceView service, Evidence seen) {
    return seen.derive(new Asked(service.key()), _ -> look(service, seen));
  }

  private record Asked(ObjectKey service) {}

  private record AskedMakers(String namespace) {}

  /// The workloads of a namespace that are no Pods.
  static List<Workload> makers(String namespace, Evidence seen) {
    return seen.derive(
        new AskedMakers(namespace),
        _ -> seen.workloads(namespace).stream().filter(w -> !w.is("Pod")).toList());
  }

  private static Selection look(ServiceView service, Evidence seen) {
    List<PodView> pods = seen.pods(service);
    if (pods.stream().anyMatch(PodView::isActive)) {
      Map<ObjectRef, Workload> makers = new TreeMap<>();
      for (PodView pod : pods) {
        Workload maker = seen.workloadOf(pod);
        if (maker != null && !maker.is("Pod")) {
          makers.put(maker.ref(), maker);
        }
      }
      return new Selection(service, pods, List.copyOf(makers.values()));
    }
    // Only now: this looks at everything in the namespace.
    return new Selection(
        service,
        pods,
        makers(service.namespace(), seen).stream()
            .filter(w -> makes(w, service.selector()))
            .toList());
  }

  /// The Pods that are neither at their end nor going away.
  public List<PodView> active() {
    return pods.stream().filter(PodView::isActive).toList();
  }

  /// Who keeps this Service and decides whether it has Pods, as `Canary web`; null if that is people. Operators have Services
  /// without Pods on purpose: a canary at rest, the replicas of a database that has but one instance.
  public static @Nullable String keeper(ServiceView service) {
    Obj owner = Meta.controllerOf(service.object());
    if (owner != null) {
      return owner.str("kind") + " " + owner.str("name");
    }
    if (service.selector().containsKey("rollouts-pod-template-hash")) {
      return "an Argo Rollout";
    }
    return Meta.annotation(service.object(), "idling.alpha.openshift.io/idled-at") != null
        ? "the idler"
        : null;
  }

  /// Whether a workload is to have Pods that `selector` selects.
  public static boolean wantsPods(Workload workload, Map<String, String> selector) {
    Obj spec = workload.object().obj("spec");
    Obj status = workload.object().obj("status");
    if (Meta.isDeleting(workload.object())) {
      return false;
    }
    if (workload.is("Job")) {
      return !spec.bool("suspend", false)
          && status.str("completionTime").isEmpty()
          && status.arr("conditions").objects().stream()
              .noneMatch(c -> c.str("type").equals("Failed") && c.str("status").equals("True"));
    }
    if (workload.is("StatefulSet")) {
      int ordinal = ordinal(workload, selector);
      long first = spec.obj("ordinals").integer("start", 0);
      return workload.replicas() > (ordinal < 0 ? 0 : ordinal - first);
    }
    return workload.replicas() > 0;
  }

  /// Whether the Pods of a workload get labels that `selector` selects: its template's and those that controllers add.
  private static boolean makes(Workload workload, Map<String, String> selector) {
    Obj labels = workload.template().obj("metadata").obj("labels");
    boolean byTemplate =
        selector.entrySet().stream()
            .allMatch(e -> e.getValue().equals(labels.strOrNull(e.getKey())));
    if (byTemplate || !(workload.is("StatefulSet") || workload.is("Job"))) {
      return byTemplate && !labels.isEmpty();
    }
    Map<String, String> asked = new TreeMap<>(selector);
    if (workload.is("StatefulSet") && ordinal(workload, selector) >= 0) {
      asked.remove("statefulset.kubernetes.io/pod-name");
    }
    if (workload.is("Job")) {
      asked.remove("job-name", workload.key().name());
      asked.remove("batch.kubernetes.io/job-name", workload.key().name());
    }
    return workload.podLabels().entrySet().containsAll(asked.entrySet())
        && (!workload.podLabels().isEmpty() || !asked.equals(selector));
  }

  /// The number of the one Pod of a StatefulSet a selector names, −1 if it names none.
  private static int ordinal(Workload set, Map<String, String> selector) {
    String pod = selector.getOrDefault("statefulset.kubernetes.io/pod-name", "");
    String prefix = set.key().name() + "-";
    if (!pod.startsWith(prefix) || !pod.substring(prefix.length()).matches("\\d{1,9}")) {
      return -1;
    }
    return Integer.parseInt(pod.substring(prefix.length()));
  }
}
