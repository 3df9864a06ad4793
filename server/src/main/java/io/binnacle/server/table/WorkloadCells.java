package io.binnacle.server.table;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The cells of Deployments, ReplicaSets, StatefulSets and their revisions.
final class WorkloadCells {
  private WorkloadCells() {}

  /// `ready/desired` replicas.
  static String ready(Obj workload) {
    return workload.obj("status").integer("readyReplicas", 0)
        + "/"
        + workload.obj("spec").integer("replicas", 0);
  }

  /// One field of every container in a list, joined by commas.
  static String ofContainers(@Nullable Value containers, String field) {
    return containers instanceof Arr list
        ? list.objects().stream().map(c -> c.str(field)).collect(Collectors.joining(","))
        : "";
  }

  /// The controlling owner as `kind.group/name`, lower case but for the name.
  static String controller(Obj revision) {
    Obj owner = Meta.controllerOf(revision);
    if (owner == null) {
      return Cells.NONE;
    }
    String apiVersion = owner.str("apiVersion");
    int slash = apiVersion.indexOf('/');
    String kind = owner.str("kind") + (slash < 0 ? "" : "." + apiVersion.substring(0, slash));
    return kind.toLowerCase(Locale.ROOT) + "/" + owner.str("name");
  }
}
