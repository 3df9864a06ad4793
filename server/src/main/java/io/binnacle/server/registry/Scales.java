package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// The `scale` subresource: a workload seen as a number of replicas, and written back.
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/autoscaling-resources/">Scale</a>
final class Scales {
  private Scales() {}

  /// A workload as a Scale.
  static Obj of(Obj workload) {
    Obj metadata = workload.obj("metadata");
    Obj.Builder own = Obj.builder();
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      own.putIfPresent(field, metadata.get(field));
    }
    long wanted = workload.obj("spec").integer("replicas", 1);
    Obj status =
        Obj.builder()
            .put("replicas", workload.obj("status").integer("replicas", 0))
            .putUnlessEmpty(
                "selector", LabelSelector.of(workload.obj("spec").obj("selector")).toString())
            .build();
    return Obj.builder()
        .put("apiVersion", "autoscaling/v1")
        .put("kind", "Scale")
        .put("metadata", own.build())
        .put("spec", wanted == 0 ? Obj.EMPTY : Obj.of("replicas", Int.of(wanted)))
        .put("status", status)
        .build();
  }

  /// The workload with the replicas a written Scale asks for. A version in the Scale makes the write conditional.
  ///
  /// @throws ApiException 422 if the number is negative
  static Obj applied(Obj workload, Obj scale) {
    long wanted = scale.obj("spec").integer("replicas", 0);
    if (wanted < 0) {
      throw Refusals.invalid(
          "autoscaling",
          "Scale",
          Meta.name(scale),
          List.of(
              FieldError.invalid(
                  FieldPath.of("spec", "replicas"),
                  Int.of(wanted),
                  "must be greater than or equal to 0")));
    }
    return workload
        .change("spec", spec -> spec.with("replicas", wanted))
        .change(
            "metadata",
            m -> {
              String version = Meta.resourceVersion(scale);
              return version.isEmpty()
                  ? m.without("resourceVersion")
                  : m.with("resourceVersion", version);
            });
  }
}
