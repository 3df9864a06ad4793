package io.binnacle.control.claim;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is looked at to plan for one claim, all of one moment.
///
/// @param volumes all PersistentVolumes
/// @param classes all StorageClasses
/// @param pods the Pods that mount the claim
record Observed(Obj claim, List<Obj> volumes, List<Obj> classes, List<Obj> pods) {
  @Nullable Obj volume(String name) {
    return named(volumes, name);
  }

  @Nullable Obj storageClass(String name) {
    return named(classes, name);
  }

  private static @Nullable Obj named(List<Obj> objects, String name) {
    return objects.stream().filter(o -> Meta.name(o).equals(name)).findFirst().orElse(null);
  }

  /// The class of claims that ask for none: of several the youngest, then the first by name.
  @Nullable Obj defaultClass() {
    return classes.stream()
        .filter(c -> "true".equals(Meta.annotation(c, Marks.DEFAULT_CLASS)))
        .max(
            Comparator.comparing((Obj c) -> c.obj("metadata").str("creationTimestamp"))
                .thenComparing(Comparator.comparing((Obj c) -> Meta.name(c)).reversed()))
        .orElse(null);
  }

  /// Whether somebody waits for the claim.
  boolean wanted() {
    return pods.stream().anyMatch(pod -> !Meta.isDeleting(pod) && !ended(pod));
  }

  /// Whether a Pod that has a node mounts the claim: it may not go yet.
  boolean inUse() {
    return pods.stream().anyMatch(pod -> !pod.obj("spec").str("nodeName").isEmpty());
  }

  private static boolean ended(Obj pod) {
    String phase = pod.obj("status").str("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }
}
