package io.binnacle.control.statefulset;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.WorkloadView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who owns the claims of a Pod, so that garbage collection keeps or removes them as
/// `persistentVolumeClaimRetentionPolicy` says. Owned by the StatefulSet, a claim goes with it; owned by a Pod that is
/// scaled away, with the Pod; owned by nobody, never.
final class Retention {
  private final Obj set;
  private final boolean goesWithSet;
  private final boolean goesWithPod;

  Retention(WorkloadView set) {
    this.set = set.object();
    Obj policy = this.set.obj("spec").obj("persistentVolumeClaimRetentionPolicy");
    this.goesWithSet = policy.str("whenDeleted").equals("Delete");
    this.goesWithPod = policy.str("whenScaled").equals("Delete");
  }

  /// The claim with the owner it should have; the same object if it has it.
  ///
  /// A claim that names an earlier object of the same name as owner is about to be collected and left alone. Where
  /// somebody else controls the claim, it is not ours to own.
  ///
  /// @param pod its Pod, which may not have been created yet
  /// @param inRange whether that Pod is wanted
  Obj owned(Obj claim, Obj pod, boolean inRange) {
    List<Obj> foreign = new ArrayList<>();
    List<Obj> ours = new ArrayList<>();
    for (Obj reference : Meta.ownerReferences(claim)) {
      if (isStale(reference, set) || isStale(reference, pod)) {
        return claim;
      }
      boolean mine = pointsAt(reference, set) || pointsAt(reference, pod);
      (mine ? ours : foreign).add(reference);
    }
    Obj owner =
        foreign.stream().anyMatch(r -> r.bool("controller", false)) ? null : owner(pod, inRange);
    if (owner == null ? ours.isEmpty() : isJust(ours, owner)) {
      return claim;
    }
    List<Value> next = new ArrayList<>(foreign);
    if (owner != null) {
      next.add(Meta.controllerReference(owner));
    }
    return claim.change(
        "metadata",
        m ->
            next.isEmpty()
                ? m.without("ownerReferences")
                : m.with("ownerReferences", Arr.copyOf(next)));
  }

  /// Whether a claim is left over from an earlier Pod of the name of `pod`, which takes it along: a new Pod must wait.
  boolean isLeftOver(Obj claim, Obj pod) {
    return goesWithPod && Meta.ownerReferences(claim).stream().anyMatch(r -> isStale(r, pod));
  }

  private @Nullable Obj owner(Obj pod, boolean inRange) {
    if (goesWithPod && !inRange) {
      return pod;
    }
    return goesWithSet ? set : null;
  }

  private static boolean isJust(List<Obj> references, Obj owner) {
    return references.size() == 1
        && pointsAt(references.getFirst(), owner)
        && references.getFirst().bool("controller", false);
  }

  private static boolean pointsAt(Obj reference, Obj owner) {
    return reference.str("uid").equals(Meta.uid(owner)) && !Meta.uid(owner).isEmpty();
  }

  private static boolean isStale(Obj reference, Obj owner) {
    return reference.str("kind").equals(owner.str("kind"))
        && reference.str("name").equals(Meta.name(owner))
        && !reference.str("uid").equals(Meta.uid(owner));
  }
}
