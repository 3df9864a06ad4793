package io.binnacle.control.deployment;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.SafeHash;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.WorkloadView;

/// Tells the versions of a Pod template apart, and makes the ReplicaSet of one.
final class Templates {
  /// On a ReplicaSet, in its selector and on its Pods: which template they are from.
  static final String HASH_LABEL = "pod-template-hash";

  private Templates() {}

  /// Whether two templates are the same but for the label that tells them apart.
  static boolean same(Obj template, Obj other) {
    return bare(template).equals(bare(other));
  }

  /// A ReplicaSet without Pods for the Deployment's template, named after it.
  static Obj newReplicaSet(WorkloadView deployment) {
    Obj template = deployment.template();
    int collisions = deployment.statusCount("collisionCount");
    String hash = SafeHash.of(bare(template), collisions);
    Obj labelled =
        template.change("metadata", m -> m.change("labels", l -> l.with(HASH_LABEL, hash)));
    Obj metadata =
        Obj.builder()
            .put("name", deployment.name() + "-" + hash)
            .put("namespace", deployment.namespace())
            .put("labels", labelled.obj("metadata").obj("labels"))
            .put("ownerReferences", Arr.of(Meta.controllerReference(deployment.object())))
            .build();
    Obj spec =
        Obj.builder()
            .put("replicas", 0)
            .put(
                "selector",
                deployment.selector().change("matchLabels", l -> l.with(HASH_LABEL, hash)))
            .put("template", labelled)
            .build();
    Obj set =
        Obj.builder()
            .put("apiVersion", "apps/v1")
            .put("kind", "ReplicaSet")
            .put("metadata", metadata)
            .put("spec", spec)
            .build();
    return withMinReadySeconds(set, deployment);
  }

  /// The ReplicaSet with the Deployment's `minReadySeconds`, which is not part of the template.
  static Obj withMinReadySeconds(Obj replicaSet, WorkloadView deployment) {
    int seconds = deployment.minReadySeconds();
    if (WorkloadView.of(replicaSet).minReadySeconds() == seconds) {
      return replicaSet;
    }
    return replicaSet.change(
        "spec", s -> s.withOrWithout("minReadySeconds", seconds == 0 ? null : Int.of(seconds)));
  }

  private static Obj bare(Obj template) {
    Obj metadata =
        template
            .obj("metadata")
            .change("labels", l -> l.get(HASH_LABEL) instanceof Str ? l.without(HASH_LABEL) : l);
    if (metadata.obj("labels").isEmpty()) {
      metadata = metadata.without("labels");
    }
    return metadata.isEmpty() ? template.without("metadata") : template.with("metadata", metadata);
  }
}
