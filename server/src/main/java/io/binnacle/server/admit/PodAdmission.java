package io.binnacle.server.admit;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.Map;

/// What a new Pod is given by the cluster: a priority, patience with an absent node.
final class PodAdmission {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  private static final long PATIENCE_SECONDS = 300;
  private static final Map<String, Long> PRIORITY_CLASSES =
      Map.of(
          "system-cluster-critical", 2_000_000_000L,
          "system-node-critical", 2_000_001_000L);

  private PodAdmission() {}

  /// `pod` with all that on top of `spec`.
  static Obj admit(Obj pod, Obj spec) {
    return pod.with("spec", tolerations(priority(pod, spec)));
  }

  private static Obj priority(Obj pod, Obj spec) {
    String className = spec.str("priorityClassName");
    Long priority = className.isEmpty() ? (Long) 0L : PRIORITY_CLASSES.get(className);
    if (priority == null) {
      throw refused(pod, "no PriorityClass with name " + className + " was found");
    }
    if (spec.integer("priority", priority) != priority) {
      throw refused(
          pod,
          "the integer value of priority ("
              + spec.integer("priority", 0)
              + ") must not be provided in pod spec; priority admission controller computed "
              + priority
              + " from the given PriorityClass name");
    }
    return spec.with("priority", priority)
        .with("preemptionPolicy", spec.str("preemptionPolicy", "PreemptLowerPriority"));
  }

  private static Obj tolerations(Obj spec) {
    Arr all = spec.arr("tolerations");
    for (String taint : new String[] {NOT_READY, UNREACHABLE}) {
      if (all.objects().stream().noneMatch(t -> tolerates(t, taint))) {
        all = all.plus(waitFor(taint));
      }
    }
    return spec.with("tolerations", all);
  }

  private static boolean tolerates(Obj toleration, String taint) {
    String key = toleration.str("key");
    String effect = toleration.str("effect");
    return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"));
  }

  private static Value waitFor(String taint) {
    return Obj.builder()
        .put("key", taint)
        .put("operator", "Exists")
        .put("effect", "NoExecute")
        .put("tolerationSeconds", PATIENCE_SECONDS)
        .build();
  }

  /// 403 for a new Pod.
  static ApiException refused(Obj pod, String why) {
    String name = Meta.name(pod);
    return new ApiException(
        Status.forbidden(
            ResourceName.PODS,
            name.isEmpty() ? pod.obj("metadata").str("generateName") : name,
            why));
  }
}
