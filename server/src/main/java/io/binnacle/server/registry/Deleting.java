package io.binnacle.server.registry;

import io.binnacle.client.DeleteOptions;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.admit.Admission;
import io.binnacle.server.kind.Strategy;
import io.binnacle.server.kind.Strategy.Trait;
import io.binnacle.store.Store;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Deletes, at once or in steps.
final class Deleting {
  private final Store store;
  private final Commits commits;
  private final Admission admission;
  private final InstantSource clock;

  Deleting(Store store, Commits commits, Admission admission, InstantSource clock) {
    this.store = store;
    this.commits = commits;
    this.admission = admission;
    this.clock = clock;
  }

  DeleteResult delete(
      Resource resource, String namespace, String name, DeleteOptions options, boolean dryRun) {
    admission.delete(resource.name(), name);
    String key = resource.key(namespace, name);
    while (true) {
      Store.Entry entry = store.get(key);
      if (entry == null) {
        throw Refusals.notFound(resource.name(), name);
      }
      Metadata.checkPreconditions(
          resource,
          name,
          entry.value(),
          options.uid() == null ? "" : options.uid(),
          options.resourceVersion() == null ? "" : options.resourceVersion());
      DeleteResult done = step(resource, key, entry, options, dryRun);
      if (done != null) {
        return done;
      }
    }
  }

  /// @return what was done, or null if another write was quicker
  private @Nullable DeleteResult step(
      Resource resource, String key, Store.Entry entry, DeleteOptions options, boolean dryRun) {
    Strategy strategy = resource.strategy();
    return switch (Deletion.plan(strategy, entry.value(), options, clock.instant())) {
      case Deletion.Step.Pending _ -> stays(resource, entry.value());
      case Deletion.Step.Mark(Obj object) -> {
        if (dryRun || object.equals(entry.value())) {
          yield stays(resource, object);
        }
        yield switch (commits.put(key, entry.revision(), object)) {
          case Store.Outcome.Written(Store.Entry marked) -> stays(resource, marked.value());
          case Store.Outcome.Mismatch _ -> null;
        };
      }
      case Deletion.Step.Remove(Obj last) -> {
        if (dryRun) {
          yield removed(resource, last);
        }
        yield switch (commits.delete(key, entry.revision(), last)) {
          case Store.Outcome.Written(Store.Entry gone) -> {
            gone(resource, gone.value());
            yield removed(resource, gone.value());
          }
          case Store.Outcome.Mismatch _ -> null;
        };
      }
    };
  }

  /// What follows when an object is gone: its reservations are freed, and with a Service goes the Endpoints of the same
  /// name, so that a new Service does not inherit it.
  void gone(Resource resource, Obj last) {
    try {
      if (resource.name().equals(ResourceName.SERVICES)) {
        deleteEndpoints(Meta.namespace(last), Meta.name(last));
      }
    } finally {
      resource.strategy().afterDelete(last);
    }
  }

  private void deleteEndpoints(String namespace, String name) {
    String key = Keys.prefix(ResourceName.ENDPOINTS) + namespace + "/" + name;
    for (Store.Entry entry = store.get(key); entry != null; entry = store.get(key)) {
      if (!Meta.finalizers(entry.value()).isEmpty()) {
        return;
      }
      if (commits.delete(key, entry.revision(), entry.value()) instanceof Store.Outcome.Written) {
        return;
      }
    }
  }

  private static DeleteResult stays(Resource resource, Obj object) {
    Obj served = resource.served(object);
    return new DeleteResult(served, false, served);
  }

  private static DeleteResult removed(Resource resource, Obj last) {
    Obj served = resource.served(last);
    boolean asObject = resource.has(Trait.RETURNS_DELETED);
    return new DeleteResult(served, true, asObject ? served : success(resource.name(), last));
  }

  /// The Status of success that most deletes answer; its details name the resource where others name the kind.
  private static Obj success(ResourceName resource, Obj object) {
    Obj details =
        Obj.builder()
            .put("name", Meta.name(object))
            .putUnlessEmpty("group", resource.group())
            .put("kind", resource.plural())
            .put("uid", Meta.uid(object))
            .build();
    return Obj.builder()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("metadata", Obj.EMPTY)
        .put("status", Str.of("Success"))
        .put("details", details)
        .build();
  }
}
