package io.binnacle.control.scheduler;

import io.binnacle.client.cache.Snapshot;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import org.jspecify.annotations.Nullable;

/// Whether the claims of a Pod are ready for it to be placed. A Pod is placed once all are bound: then no node waits for a
/// volume, and a claim that cannot be had is told of at the Pod.
sealed interface ClaimCheck {
  /// All are bound, or there are none.
  record Ready() implements ClaimCheck {}

  /// One will be bound soon, without anybody's help: nothing to tell.
  record Soon() implements ClaimCheck {}

  /// One is missing or cannot be bound.
  ///
  /// @param why as in a FailedScheduling event
  record Stuck(String why) implements ClaimCheck {}

  /// Looks at the claims of `pod`.
  static ClaimCheck of(Obj pod, Snapshot snapshot) {
    ClaimCheck worst = new Ready();
    for (Obj volume : pod.obj("spec").arr("volumes").objects()) {
      boolean ephemeral = volume.get("ephemeral") instanceof Obj;
      String name =
          ephemeral
              ? Meta.name(pod) + "-" + volume.str("name")
              : volume.obj("persistentVolumeClaim").str("claimName");
      if (name.isEmpty()) {
        continue;
      }
      Obj claim =
          snapshot.get(
              ResourceName.PERSISTENT_VOLUME_CLAIMS, new ObjectKey(Meta.namespace(pod), name));
      if (claim == null && ephemeral) {
        worst = new Soon(); // made for the Pod by `control.claim.EphemeralClaims`
        continue;
      }
      switch (of(name, claim, snapshot)) {
        case Stuck stuck -> {
          return stuck;
        }
        case Soon soon -> worst = soon;
        case Ready _ -> {}
      }
    }
    return worst;
  }

  private static ClaimCheck of(String name, @Nullable Obj claim, Snapshot snapshot) {
    if (claim == null) {
      return new Stuck("persistentvolumeclaim \"" + name + "\" not found");
    }
    if (Meta.isDeleting(claim)) {
      return new Stuck("persistentvolumeclaim \"" + name + "\" is being deleted");
    }
    String phase = claim.obj("status").str("phase");
    if (phase.equals("Bound")) {
      return new Ready();
    }
    if (phase.equals("Lost")) {
      return new Stuck(
          "persistentvolumeclaim \""
              + name
              + "\" bound to non-existent persistentvolume \""
              + claim.obj("spec").str("volumeName")
              + "\"");
    }
    String className = claim.obj("spec").str("storageClassName");
    boolean served =
        !className.isEmpty()
            && snapshot.get(ResourceName.STORAGE_CLASSES, new ObjectKey("", className)) != null;
    boolean undecided =
        !claim.obj("spec").has("storageClassName")
            && snapshot.size(ResourceName.STORAGE_CLASSES) > 0;
    return served || undecided
        ? new Soon()
        : new Stuck("pod has unbound immediate PersistentVolumeClaims");
  }
}
