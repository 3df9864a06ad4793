package io.binnacle.doctor.check.select;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A label of a selector that no template has, because something sets it while Pods run: an operator that marks the leader.
///
/// @param key the label
/// @param value what the Service asks for
/// @param pods the Pods that meet the rest of the selector
record RunTimeLabel(String key, String value, List<PodView> pods) {
  private static final Set<String> FIRST =
      Set.of("master", "primary", "leader", "active", "main", "writer", "true");
  private static final Set<String> REST =
      Set.of("replica", "slave", "secondary", "standby", "follower", "reader", "backup", "passive");

  /// The label of `service` that is set at run time and that no Pod carries as asked; null if there is none.
  static @Nullable RunTimeLabel of(ServiceView service, Evidence seen) {
    for (Map.Entry<String, String> asked : service.selector().entrySet()) {
      if (!isRole(asked.getKey(), asked.getValue())) {
        continue;
      }
      Map<String, String> rest = new TreeMap<>(service.selector());
      rest.remove(asked.getKey());
      List<PodView> pods =
          (rest.isEmpty()
                  ? seen.pods(service.namespace()).stream()
                      .filter(p -> p.labels().containsKey(asked.getKey()))
                  : seen.pods(service.namespace(), rest).stream())
              .filter(PodView::isActive)
              .toList();
      if (!pods.isEmpty() && pods.stream().allMatch(p -> isSetAtRunTime(p, asked.getKey(), seen))) {
        return new RunTimeLabel(asked.getKey(), asked.getValue(), pods);
      }
    }
    return null;
  }

  /// Whether a label says who of several equals is the first.
  static boolean isRole(String key, String value) {
    String word = value.toLowerCase(Locale.ROOT);
    String name = key.substring(key.indexOf('/') + 1).toLowerCase(Locale.ROOT);
    return (FIRST.contains(word) || REST.contains(word))
        && (!word.equals("true") || FIRST.contains(name));
  }

  /// Whether it asks for those that are not the first.
  boolean isForTheRest() {
    return REST.contains(value.toLowerCase(Locale.ROOT));
  }

  private static boolean isSetAtRunTime(PodView pod, String key, Evidence seen) {
    Workload workload = seen.workloadOf(pod);
    return workload == null || (!workload.is("Pod") && !workload.podLabels().containsKey(key));
  }
}
