package io.binnacle.control.workload;

import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.function.Consumer;

/// Makes objects change hands as [Claims] say, each by a patch that names the UID it is meant for.
///
/// @param context the API
/// @param owners the collection of the owner
/// @param owned the collection of what it owns
public record Claiming(ControllerContext context, ResourceName owners, ResourceName owned) {

  /// Writes the changes of `claims`.
  ///
  /// @param note hears every object as written
  /// @throws ApiException 409 if the owner is not what it was: another object has its name, or it is being deleted
  public void apply(Obj owner, Claims claims, Consumer<Obj> note) {
    if (!claims.adopt().isEmpty()) {
      requireFit(owner);
    }
    for (Obj object : claims.adopt()) {
      note.accept(patch(object, Meta.controllerReference(owner)));
    }
    for (Obj object : claims.release()) {
      release(owner, object, note);
    }
  }

  /// Adopting on the word of a cache could give objects to an owner that is gone, so the owner is read afresh.
  private void requireFit(Obj owner) {
    Obj fresh = context.api().get(Target.of(owners, owner));
    String name = Meta.name(owner);
    if (!Meta.uid(fresh).equals(Meta.uid(owner))) {
      throw new ApiException(
          Status.conflict(
              owners,
              name,
              "original "
                  + owner.str("kind")
                  + " is gone: got uid "
                  + Meta.uid(fresh)
                  + ", wanted "
                  + Meta.uid(owner)));
    }
    if (Meta.isDeleting(fresh)) {
      throw new ApiException(
          Status.conflict(
              owners,
              name,
              "has just been deleted at " + fresh.obj("metadata").str("deletionTimestamp")));
    }
  }

  private void release(Obj owner, Obj object, Consumer<Obj> note) {
    Obj reference = Obj.of("$patch", Str.of("delete"), "uid", Str.of(Meta.uid(owner)));
    try {
      note.accept(patch(object, reference));
    } catch (ApiException e) {
      // Gone, or another one by now, or not ours any more: there is nothing left to release.
      if (!e.isNotFound() && !e.isConflict() && e.status().code() != 422) {
        throw e;
      }
    }
  }

  private Obj patch(Obj object, Obj ownerReference) {
    Obj metadata =
        Obj.of("ownerReferences", Arr.of(ownerReference), "uid", Str.of(Meta.uid(object)));
    return context
        .api()
        .patch(Target.of(owned, object), PatchType.STRATEGIC_MERGE, Obj.of("metadata", metadata));
  }
}
