package io.binnacle.server.registry;

import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.admit.Admission;
import io.binnacle.server.allocate.Reservation;
import io.binnacle.server.kind.NamespaceStrategy;
import io.binnacle.server.kind.Strategy;
import io.binnacle.server.kind.Strategy.Trait;
import io.binnacle.store.Store;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Changes what exists: the whole object or one subresource, from a full replacement or from a patch.
final class Updating {
  private final Store store;
  private final Commits commits;
  private final Admission admission;
  private final Creating creating;
  private final Deleting deleting;

  Updating(
      Store store, Commits commits, Admission admission, Creating creating, Deleting deleting) {
    this.store = store;
    this.commits = commits;
    this.admission = admission;
    this.creating = creating;
    this.deleting = deleting;
  }

  /// The part of an object that a write may change.
  enum Part {
    WHOLE,
    STATUS,
    FINALIZE,
    BINDING
  }

  /// Replaces an object, or creates it where the kind allows that.
  Result replace(Resource resource, Target target, Obj sent, Part part, WriteOptions options) {
    String key = resource.key(target.namespace(), target.name());
    String uid = Meta.uid(sent);
    boolean creates = part == Part.WHOLE && resource.has(Trait.CREATE_ON_UPDATE);
    UnaryOperator<Obj> replacement =
        old -> {
          Metadata.checkPreconditions(resource, target.name(), old, uid, "");
          return sent;
        };
    if (!creates) {
      return change(resource, target, replacement, part, options);
    }
    while (true) {
      // whichever it is, it may have become the other in between
      try {
        if (store.get(key) != null) {
          return change(resource, target, replacement, part, options);
        }
        Metadata.checkName(sent, target.name());
        Metadata.checkPreconditions(resource, target.name(), Obj.EMPTY, uid, "");
        return creating.create(resource, target.namespace(), Versions.unstamped(sent), options);
      } catch (ApiException e) {
        boolean there = store.get(key) != null;
        if (!(e.isAlreadyExists() && there) && !(isGone(e, resource) && !there)) {
          throw e;
        }
      }
    }
  }

  private static boolean isGone(ApiException e, Resource resource) {
    return e.isNotFound() && e.status().details().str("kind").equals(resource.name().plural());
  }

  /// Changes an object by `change`, which gets it in its served form and may be applied several times.
  ///
  /* A compare-and-set that fails means that another write has succeeded, so the loop makes progress as a whole. A client
   * that named a version leaves it at the next turn, with 409. */
  Result change(
      Resource resource,
      Target target,
      UnaryOperator<Obj> change,
      Part part,
      WriteOptions options) {
    String key = resource.key(target.namespace(), target.name());
    while (true) {
      Store.Entry entry = store.get(key);
      if (entry == null) {
        throw Refusals.notFound(resource.name(), target.name());
      }
      Result done = attempt(resource, target, key, entry, change, part, options);
      if (done != null) {
        return done;
      }
    }
  }

  private @Nullable Result attempt(
      Resource resource,
      Target target,
      String key,
      Store.Entry entry,
      UnaryOperator<Obj> change,
      Part part,
      WriteOptions options) {
    Strategy strategy = resource.strategy();
    Obj old = strategy.onRead(entry.value());
    Obj sent = change.apply(resource.served(entry.value()));
    Metadata.checkName(sent, target.name());
    Obj mine = Metadata.inNamespace(resource, target.namespace(), Metadata.typed(resource, sent));
    checkVersion(resource, target, mine, entry);
    Obj next = Rules.defaulted(resource, Metadata.forUpdate(resource.stored(mine), old));
    admission.update(target.namespace());
    Strategy.Begun begun =
        part == Part.WHOLE
            ? strategy.beginUpdate(next, old, options.dryRun())
            : new Strategy.Begun(next, new Reservation());
    try (Reservation reservation = begun.reservation()) {
      Obj object = prepared(strategy, begun.object(), old, part);
      check(resource, object, old, part);
      Obj written = write(resource, key, entry, object, options.dryRun());
      if (written == null) {
        return null;
      }
      if (!options.dryRun()) {
        reservation.commit();
      }
      List<String> warnings =
          part == Part.WHOLE ? Rules.warnings(resource, written, old) : List.of();
      return new Result(resource.served(written), false, warnings, old);
    }
  }

  private static Obj prepared(Strategy strategy, Obj next, Obj old, Part part) {
    return switch (part) {
      case WHOLE -> strategy.prepareUpdate(next, old);
      case STATUS -> strategy.prepareStatus(next, old);
      case BINDING -> next;
      case FINALIZE ->
          strategy instanceof NamespaceStrategy namespaces
              ? namespaces.prepareFinalize(next, old)
              : old;
    };
  }

  private static void check(Resource resource, Obj next, Obj old, Part part) {
    switch (part) {
      case WHOLE -> Rules.checkUpdate(resource, next, old);
      case STATUS, FINALIZE -> Rules.checkStatus(resource, next, old);
      // made by the server from a valid Pod, and the one change of its spec that is no update
      case BINDING -> {}
    }
  }

  private static void checkVersion(Resource resource, Target target, Obj next, Store.Entry entry) {
    long version = Versions.of(next);
    if (version == 0 && resource.has(Trait.CONDITIONAL_UPDATE_ONLY)) {
      throw Refusals.versionRequired(resource.name(), target.name());
    }
    if (version != 0 && version != entry.revision()) {
      throw new ApiException(Status.staleVersion(resource.name(), target.name()));
    }
  }

  /// @return the object as it now stands, or null if another write was quicker
  private @Nullable Obj write(
      Resource resource, String key, Store.Entry entry, Obj object, boolean dryRun) {
    if (object.equals(entry.value())) {
      return entry.value();
    }
    boolean last = Deletion.isComplete(resource.strategy(), object, entry.value());
    if (dryRun) {
      return object;
    }
    Store.Outcome outcome =
        last
            ? commits.delete(key, entry.revision(), object)
            : commits.put(key, entry.revision(), object);
    return switch (outcome) {
      case Store.Outcome.Written(Store.Entry written) -> {
        if (last) {
          deleting.gone(resource, written.value());
        }
        yield written.value();
      }
      case Store.Outcome.Mismatch _ -> null;
    };
  }
}
