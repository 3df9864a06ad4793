package io.binnacle.control.replicaset;

import io.binnacle.control.workload.Claims;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;

/// The writes that bring the Pods of one ReplicaSet in line. Plain data: print it, diff it, assert on it.
///
/// @param claims Pods that change hands
/// @param create how many Pods to create
/// @param pod what each of them is; named by `generateName`
/// @param delete Pods to delete, the most dispensable first
public record ReplicaSetPlan(Claims claims, int create, Obj pod, List<PodView> delete) {

  /// Whether there is nothing to write.
  public boolean isEmpty() {
    return claims.isEmpty() && create == 0 && delete.isEmpty();
  }

  /// One line for each kind of write, empty if there are none.
  public String describe() {
    List<String> out = new ArrayList<>(claims.describe());
    if (create > 0) {
      out.add("create " + create + " × " + pod.obj("metadata").str("generateName"));
    }
    delete.forEach(p -> out.add("delete " + Meta.name(p.object())));
    return String.join("\n", out);
  }
}
