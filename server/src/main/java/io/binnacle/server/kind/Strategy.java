package io.binnacle.server.kind;

import io.binnacle.client.DeleteOptions;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.allocate.Reservation;
import java.util.Set;

/// How objects of one kind are written. The defaults suit a plain kind: no status, no generation, deleted at once.
public interface Strategy {

  /// The yes-or-no facts about a kind.
  enum Trait {
    /// A PUT to a name that does not exist creates it.
    CREATE_ON_UPDATE,
    /// A PUT must carry `metadata.resourceVersion`.
    CONDITIONAL_UPDATE_ONLY,
    /// A DELETE answers the object; without this trait, a Status of success.
    RETURNS_DELETED,
    /// Dependents are never waited for or orphaned.
    NO_GARBAGE_COLLECTION
  }

  /// What a write has reserved outside the object, and the object with the reserved values filled in.
  record Begun(Obj object, Reservation reservation) {}

  /// The facts that hold for this kind.
  Set<Trait> traits();

  /// A new object as the server lets it begin: server-owned parts reset.
  default Obj prepareCreate(Obj object) {
    return object;
  }

  /// An updated object with what the client may not change here taken from `old`.
  default Obj prepareUpdate(Obj next, Obj old) {
    return next;
  }

  /// The result of a write to `status`: everything else from `old`, except for most of `metadata`.
  default Obj prepareStatus(Obj next, Obj old) {
    return Parts.keep(next, old, "spec");
  }

  /// Reserves what a new object needs, before it is validated.
  ///
  /// @throws ApiException if it cannot be had
  default Begun beginCreate(Obj object, boolean dryRun) {
    return new Begun(object, new Reservation());
  }

  /// Reserves and plans to free what an update needs, before it is validated.
  ///
  /// @throws ApiException if it cannot be had
  default Begun beginUpdate(Obj next, Obj old, boolean dryRun) {
    return new Begun(next, new Reservation());
  }

  /// Frees what a deleted object held. Called once, after it is gone.
  default void afterDelete(Obj last) {}

  /// An object as clients see it, for what was stored before a field existed.
  default Obj onRead(Obj object) {
    return object;
  }

  /// How long a deleted object stays, marked as deleting: seconds, 0 for not at all.
  default long gracePeriod(Obj object, DeleteOptions options) {
    return 0;
  }

  /// Whether objects of this kind are deleted gracefully at all, so that the times of deletion are kept on them.
  default boolean graceful() {
    return false;
  }

  /// Whether an object whose delete has been asked for and whose finalizers are gone may go.
  default boolean mayGo(Obj object) {
    return true;
  }

  /// An object that was just marked as deleting but may not go yet, as the server shows that.
  default Obj terminating(Obj object) {
    return object;
  }

  /// The field labels a selector may name besides `metadata.name` and `metadata.namespace`.
  default FieldLabels fieldLabels() {
    return FieldLabels.NONE;
  }
}
