package io.binnacle.doctor.watch;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
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

  private static final int MANY_ALIKE = 5;
  private static final int MANY_LABELS = 8;

  private final Check.OfService check;

  /// @param check the one called [#CHECK]
  NearMiss(Check.OfService check) {
    this.check = check;
  }

  /// What to say to who writes a Service.
  List<String> ofService(Obj written, @Nullable Obj before, Evidence seen, Budget budget) {
    ServiceView service = ServiceView.of(written);
    if (!service.hasSelector()) {
      return List.of();
    }
    Neighbourhood near = Neighbourhood.of(service.namespace(), seen);
    if (near == null
        || !mayMiss(service, seen)
        || arePromised(service.selector(), near.workloads())
        || isLate(near, budget)) {
      return List.of();
    }
    Evidence then = near.with(ResourceName.SERVICES, written);
    Map<String, String> meant = isLate(near, budget) ? null : meant(service, then);
    if (meant == null || !isTold(service, meant, before, then)) {
      return List.of();
    }
    return List.of(
        "selector "
            + text(service.selector())
            + " matches no Pod; "
            + text(meant)
            + " matches "
            + matched(service.namespace(), meant, then));
  }

  /// What to say to who writes what makes Pods.
  List<String> ofWorkload(
      ResourceName resource, Obj written, @Nullable Obj before, Evidence seen, Budget budget) {
    Workload workload = new Workload(ObjectRef.of(resource, written), written);
    Map<String, String> labels = workload.podLabels();
    boolean same =
        before != null && new Workload(workload.ref(), before).podLabels().equals(labels);
    Neighbourhood near =
        same || labels.isEmpty() ? null : Neighbourhood.of(workload.namespace(), seen);
    if (near == null) {
      return List.of();
    }
    @Nullable Evidence then = null;
    List<String> out = new ArrayList<>();
    int asked = 0;
    for (Obj object : seen.all(ResourceName.SERVICES, workload.namespace())) {
      ServiceView service = ServiceView.of(object);
      if (!isAlike(service, labels)
          || !mayMiss(service, seen)
          || arePromised(service.selector(), near.workloads())) {
        continue;
      }
      if (++asked > MANY_ALIKE || isLate(near, budget)) {
        break;
      }
      then = then == null ? near.with(resource, written) : then;
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

  /// Whether there is no time to go on.
  private static boolean isLate(Neighbourhood near, Budget budget) {
    return !near.isSmall() && budget.isSpent();
  }

  /// Whether the Service selects nothing that is there.
  private static boolean mayMiss(ServiceView service, Evidence seen) {
    return service.hasSelector()
        && !service.isExternalName()
        && service.selector().size() <= MANY_LABELS
        && seen.pods(service).isEmpty();
  }

  /// Whether a workload is about to make what the selector matches, or will when it is told to.
  private static boolean arePromised(Map<String, String> selector, List<Workload> workloads) {
    return workloads.stream().anyMatch(w -> carries(w, selector));
  }

  /// How many Pods carry these labels, or will once their workloads have made them.
  private static int matched(String namespace, Map<String, String> selector, Evidence then) {
    int promised =
        then.workloads(namespace).stream()
            .filter(w -> carries(w, selector))
            .mapToInt(Workload::replicas)
            .sum();
    return Math.max(then.pods(namespace, selector).size(), promised);
  }

  private static boolean carries(Workload workload, Map<String, String> selector) {
    return workload.podLabels().entrySet().containsAll(selector.entrySet());
  }

  /// The selector that was meant, in the opinion of the check; null if it has none, or does not blame the Service.
  private @Nullable Map<String, String> meant(ServiceView service, Evidence then) {
    Finding finding;
    try {
      finding = check.examine(service, then);
    } catch (NotSeenException e) {
      return null;
    }
    if (!(finding instanceof Finding.Broken broken)
        || broken.remedy().changes().size() != 1
        || !(broken.remedy().changes().getFirst() instanceof Change.Patch patch)
        || !patch.target().equals(ObjectRef.service(service.key()))) {
      return null;
    }
    Map<String, String> meant = ServiceView.of(patch.applyTo(service.object())).selector();
    return matched(service.namespace(), meant, then) == 0 ? null : meant;
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
    Map<String, String> labels = labels(service.namespace(), meant, then);
    for (Obj object : then.all(ResourceName.SERVICES, service.namespace())) {
      ServiceView other = ServiceView.of(object);
      if (other.hasSelector()
          && !other.name().equals(service.name())
          && labels.entrySet().containsAll(other.selector().entrySet())) {
        return true;
      }
    }
    return false;
  }

  /// The labels of a Pod that carries `selector`, there or to come.
  private static Map<String, String> labels(
      String namespace, Map<String, String> selector, Evidence then) {
    List<PodView> pods = then.pods(namespace, selector);
    return pods.isEmpty()
        ? then.workloads(namespace).stream()
            .filter(w -> carries(w, selector))
            .findFirst()
            .map(Workload::podLabels)
            .orElse(selector)
        : pods.getFirst().labels();
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
