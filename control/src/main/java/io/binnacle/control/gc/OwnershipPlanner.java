package io.binnacle.control.gc;

import io.binnacle.client.DeleteOptions.Propagation;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Says what garbage collection owes one object: as a dependent of its owners, and as an owner that is being deleted.
///
/// @see <a href="https://kubernetes.io/docs/concepts/architecture/garbage-collection/">Garbage collection</a>
public final class OwnershipPlanner {
  /// On an owner that waits until its dependents are gone.
  public static final String FOREGROUND = "foregroundDeletion";

  /// On an owner whose dependents are to be let go before it vanishes.
  public static final String ORPHAN = "orphan";

  private OwnershipPlanner() {}

  /// What an owner reference points at.
  public enum OwnerState {
    /// It exists, or nobody can say.
    ALIVE,
    /// It waits for its dependents to go: foreground deletion.
    WAITING,
    /// It does not exist.
    ABSENT
  }

  /// What to do with an object.
  public sealed interface Step {
    /// Nothing.
    record Keep() implements Step {}

    /// Delete it.
    record Delete(Propagation propagation) implements Step {}

    /// Keep it, but drop the references to owners that are gone or waiting.
    record DropOwners(Arr remaining) implements Step {}
  }

  /// What an object's owners mean for it.
  ///
  /// @param object any object
  /// @param hasDependents whether others name it as an owner
  /// @param stateOf looks an owner reference up
  public static Step asDependent(
      Obj object, boolean hasDependents, Function<Obj, OwnerState> stateOf) {
    List<Obj> references = Meta.ownerReferences(object);
    if (references.isEmpty() || Meta.isDeleting(object)) {
      return new Step.Keep();
    }
    List<Value> alive = new ArrayList<>();
    boolean waiting = false;
    for (Obj reference : references) {
      switch (stateOf.apply(reference)) {
        case ALIVE -> alive.add(reference);
        case WAITING -> waiting = true;
        case ABSENT -> {}
      }
    }
    if (alive.size() == references.size()) {
      return new Step.Keep();
    }
    if (!alive.isEmpty()) {
      return new Step.DropOwners(Arr.copyOf(alive));
    }
    if (waiting && hasDependents) {
      return new Step.Delete(Propagation.FOREGROUND);
    }
    List<String> finalizers = Meta.finalizers(object);
    if (finalizers.contains(ORPHAN)) {
      return new Step.Delete(Propagation.ORPHAN);
    }
    return new Step.Delete(
        finalizers.contains(FOREGROUND) ? Propagation.FOREGROUND : Propagation.BACKGROUND);
  }

  /// Whether a reference holds up its owner's foreground deletion.
  public static boolean blocks(Obj dependent, String ownerUid) {
    return Meta.ownerReferences(dependent).stream()
        .anyMatch(r -> r.str("uid").equals(ownerUid) && r.bool("blockOwnerDeletion", false));
  }

  /// The owner references of `dependent` without those to `ownerUid`.
  public static Arr without(Obj dependent, String ownerUid) {
    return Meta.ownerReferences(dependent).stream()
        .filter(r -> !r.str("uid").equals(ownerUid))
        .map(r -> (Value) r)
        .collect(Arr.toArr());
  }
}
