package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.select.Selection;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Pods that are to answer for a Service, and what is wrong with each.
///
/// @param pods those neither at their end nor going away; without Jobs' beside others, and without unready ones that an update is
///     about to replace
/// @param ready how many of them are ready
/// @param ailments what is wrong, by Pod; a Pod that is ready may have one, too
record Backends(List<PodView> pods, int ready, List<Ailment> ailments) {
  private static final Backends NONE = new Backends(List.of(), 0, List.of());

  static Backends of(ServiceView service, Evidence seen) {
    if (!Selection.isFor(service)) {
      return NONE;
    }
    return seen.derive(new Asked(service.key()), _ -> look(service, seen));
  }

  private record Asked(ObjectKey service) {}

  private static Backends look(ServiceView service, Evidence seen) {
    List<PodView> active = seen.pods(service).stream().filter(PodView::isActive).toList();
    List<PodView> pods =
        active.stream().allMatch(PodView::isReady) ? active : relevant(active, seen);
    List<Ailment> ailments = new ArrayList<>();
    for (PodView pod : pods) {
      Ailment ailment = Triage.of(pod, seen);
      if (ailment != null) {
        ailments.add(ailment);
      }
    }
    return new Backends(pods, (int) pods.stream().filter(PodView::isReady).count(), ailments);
  }

  List<Ailment> with(Trouble trouble) {
    return ailments.stream().filter(a -> a.trouble() == trouble).toList();
  }

  /// How bad it is if Pods are not ready: requests fail if none is.
  Severity severity() {
    return ready == 0 ? Severity.ERROR : Severity.WARNING;
  }

  private static List<PodView> relevant(List<PodView> active, Evidence seen) {
    List<PodView> serving = active.stream().filter(p -> !isOfJob(p, seen)).toList();
    List<PodView> pods = serving.isEmpty() ? active : serving;
    Map<String, Obj> newest = new HashMap<>();
    for (PodView pod : pods) {
      Obj set = replicaSet(pod, seen);
      if (set != null) {
        newest.merge(deployment(set), set, (a, b) -> revision(a) >= revision(b) ? a : b);
      }
    }
    return pods.stream().filter(p -> p.isReady() || !isOutdated(p, newest, seen)).toList();
  }

  private static boolean isOutdated(PodView pod, Map<String, Obj> newest, Evidence seen) {
    Obj set = replicaSet(pod, seen);
    if (set == null || deployment(set).isEmpty()) {
      return false;
    }
    Obj best = newest.get(deployment(set));
    return best != null && !Meta.name(best).equals(Meta.name(set));
  }

  private static boolean isOfJob(PodView pod, Evidence seen) {
    Workload workload = seen.workloadOf(pod);
    return workload != null && workload.is("Job");
  }

  private static @Nullable Obj replicaSet(PodView pod, Evidence seen) {
    Obj owner = pod.owner();
    return owner == null
            || !owner.str("kind").equals("ReplicaSet")
            || !seen.sees(ResourceName.REPLICA_SETS, pod.namespace())
        ? null
        : seen.find(ResourceName.REPLICA_SETS, new ObjectKey(pod.namespace(), owner.str("name")));
  }

  private static String deployment(Obj set) {
    Obj owner = Meta.controllerOf(set);
    return owner == null ? "" : owner.str("name");
  }

  /// The revision a Deployment gave a ReplicaSet, or else when it was made.
  private static long revision(Obj set) {
    String revision = Meta.annotation(set, "deployment.kubernetes.io/revision");
    if (revision != null && revision.matches("\\d{1,9}")) {
      return Long.parseLong(revision);
    }
    Instant made = Moments.created(set);
    return made == null ? 0 : made.getEpochSecond();
  }
}
