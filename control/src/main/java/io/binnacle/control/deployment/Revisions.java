package io.binnacle.control.deployment;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The annotations that number the versions of a Deployment; `kubectl rollout history` and `undo` read them.
final class Revisions {
  /// On the Deployment and its ReplicaSets: the revision it is, or serves.
  static final String REVISION = "deployment.kubernetes.io/revision";

  /// On a ReplicaSet that has been rolled back to: the revisions it served before.
  static final String HISTORY = "deployment.kubernetes.io/revision-history";

  /// On a ReplicaSet: `spec.replicas` of the Deployment when this one was last scaled. Differs after somebody scaled the
  /// Deployment.
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";

  /// On a ReplicaSet: the same with the surge added; what proportional scaling goes by.
  static final String MAX = "deployment.kubernetes.io/max-replicas";

  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          "deprecated.deployment.rollback.to",
          REVISION,
          HISTORY,
          DESIRED,
          MAX);
  private static final int MAX_HISTORY_CHARS = 2000;

  private Revisions() {}

  /// The revision, 0 if there is none or it is no number.
  static long of(Obj replicaSet) {
    String text = Meta.annotation(replicaSet, REVISION);
    return text == null ? 0 : number(text);
  }

  /// The number of Pods the annotation `key` states, or −1.
  static int count(Obj replicaSet, String key) {
    String text = Meta.annotation(replicaSet, key);
    return text == null || number(text) == 0 && !text.equals("0")
        ? -1
        : (int) Math.min(number(text), Integer.MAX_VALUE);
  }

  /// The ReplicaSet of the current template with the Deployment's annotations and at least the revision `revision`. One
  /// that had a lower revision before remembers it.
  static Obj current(Obj replicaSet, Obj deployment, long revision) {
    Obj out = replicaSet;
    for (Map.Entry<String, String> each : Meta.annotations(deployment).entrySet()) {
      if (!NOT_COPIED.contains(each.getKey())) {
        out = Meta.withAnnotation(out, each.getKey(), each.getValue());
      }
    }
    String before = Meta.annotation(replicaSet, REVISION);
    if (before != null && of(replicaSet) >= revision) {
      return out;
    }
    out = Meta.withAnnotation(out, REVISION, Long.toString(revision));
    return before == null ? out : Meta.withAnnotation(out, HISTORY, history(replicaSet, before));
  }

  /// The ReplicaSet with the annotations that say for which size of the Deployment it was scaled.
  static Obj scaledFor(Obj replicaSet, Limits limits) {
    Obj out = Meta.withAnnotation(replicaSet, DESIRED, Integer.toString(limits.replicas()));
    return Meta.withAnnotation(out, MAX, Integer.toString(limits.most()));
  }

  /// The history with one more revision; the oldest are forgotten once it gets long.
  private static String history(Obj replicaSet, String added) {
    String before = Meta.annotation(replicaSet, HISTORY);
    if (before == null || before.isEmpty()) {
      return added;
    }
    List<String> all = new ArrayList<>(List.of(before.split(",")));
    all.add(added);
    while (String.join(",", all).length() > MAX_HISTORY_CHARS) {
      all.removeFirst();
    }
    return String.join(",", all);
  }

  private static long number(String text) {
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException noNumber) {
      return 0;
    }
  }
}
