package io.binnacle.control.gc;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.gc.OwnershipPlanner.OwnerState;
import io.binnacle.control.gc.OwnershipPlanner.Step;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Follows every collection and keeps ownership honest: dependents go when all their owners are gone, owners in
/// foreground deletion go last, dependents of orphaning owners are let go.
///
/// Before an object is deleted, an owner its cache does not know is looked up in the API: a cache may be late.
public final class GarbageCollector implements Controller {
  private static final String OWNER_INDEX = "owner";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private record Key(ResourceName resource, ObjectKey key) {}

  private final ControllerContext context;
  private final Schema schema;
  private final List<ResourceName> followed;
  private final ControllerLoop<Key> loop;

  /// Tells the shared cache what to follow: everything but Events, which own nothing and nobody owns.
  public GarbageCollector(ControllerContext context, Schema schema) {
    this.context = context;
    this.schema = schema;
    this.loop = new ControllerLoop<>("garbage-collector", context.scheduler(), 10, this::reconcile);
    this.followed =
        schema.resources().stream()
            .filter(ResourceType::isStored)
            .map(ResourceType::name)
            .filter(r -> !r.plural().equals("events"))
            .toList();
    for (ResourceName resource : followed) {
      context
          .cache()
          .follow(resource)
          .index(resource, OWNER_INDEX, GarbageCollector::ownerUids)
          .onChange(resource, (before, after) -> changed(resource, before, after));
    }
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private static Iterable<String> ownerUids(Obj object) {
    // A set: one object may name an owner twice.
    return new TreeSet<>(Meta.ownerReferences(object).stream().map(r -> r.str("uid")).toList());
  }

  private void changed(ResourceName resource, @Nullable Obj before, @Nullable Obj after) {
    if (after == null) {
      enqueueRelatives(Objects.requireNonNull(before));
      return;
    }
    boolean ownersChanged =
        before == null || !Meta.ownerReferences(before).equals(Meta.ownerReferences(after));
    boolean waits = Meta.isDeleting(after) && waitsForUs(after);
    if (waits || ownersChanged && !Meta.ownerReferences(after).isEmpty()) {
      loop.enqueue(new Key(resource, ObjectKey.of(after)));
    }
    if (waits) {
      enqueueRelatives(after);
    }
  }

  /// An object is gone or on its way: its dependents have to be looked at, and owners that wait for it.
  private void enqueueRelatives(Obj object) {
    for (Dependent dependent : dependents(Meta.uid(object), context.cache().snapshot())) {
      loop.enqueue(dependent.key);
    }
    for (Obj reference : Meta.ownerReferences(object)) {
      Key owner = keyOf(reference, Meta.namespace(object));
      if (owner != null) {
        loop.enqueue(owner);
      }
    }
  }

  private Outcome reconcile(Key key) {
    Snapshot snapshot = context.cache().snapshot();
    Obj object = snapshot.get(key.resource, key.key);
    if (object == null) {
      return Outcome.DONE;
    }
    List<Dependent> dependents = dependents(Meta.uid(object), snapshot);
    if (Meta.isDeleting(object) && waitsForUs(object)) {
      return asOwner(key, object, dependents);
    }
    String namespace = Meta.namespace(object);
    switch (OwnershipPlanner.asDependent(
        object, !dependents.isEmpty(), r -> state(r, namespace, snapshot))) {
      case Step.Keep() -> {}
      case Step.Delete(DeleteOptions.Propagation propagation) ->
          ignoringGone(() ->
              context
                  .api()
                  .delete(
                      Target.of(key.resource, key.key),
                      new DeleteOptions(
                          propagation, null, Meta.uid(object), Meta.resourceVersion(object))));
      case Step.DropOwners(Arr remaining) -> patchOwners(key, object, remaining);
    }
    return Outcome.DONE;
  }

  private Outcome asOwner(Key key, Obj owner, List<Dependent> dependents) {
    String uid = Meta.uid(owner);
    List<String> finalizers = new ArrayList<>(Meta.finalizers(owner));
    if (finalizers.remove(OwnershipPlanner.ORPHAN)) {
      for (Dependent dependent : dependents) {
        patchOwners(
            dependent.key, dependent.object, OwnershipPlanner.without(dependent.object, uid));
      }
    } else {
      if (dependents.stream().anyMatch(d -> OwnershipPlanner.blocks(d.object, uid))) {
        dependents.forEach(d -> loop.enqueue(d.key));
        return new Outcome.Later(LOOK_AGAIN, "dependents are still there");
      }
      finalizers.remove(OwnershipPlanner.FOREGROUND);
    }
    Obj released = Meta.withFinalizers(owner, finalizers);
    ignoringGone(() -> context.api().update(Target.of(key.resource, key.key), released));
    return Outcome.DONE;
  }

  private void patchOwners(Key key, Obj object, Arr remaining) {
    Obj metadata =
        Obj.builder()
            .put("uid", Meta.uid(object))
            .put("resourceVersion", Meta.resourceVersion(object))
            .put("ownerReferences", remaining.isEmpty() ? Null.NULL : remaining)
            .build();
    ignoringGone(() ->
        context
            .api()
            .patch(
                Target.of(key.resource, key.key), PatchType.MERGE, Obj.of("metadata", metadata)));
  }

  private OwnerState state(Obj reference, String namespace, Snapshot snapshot) {
    Key key = keyOf(reference, namespace);
    if (key == null) {
      return OwnerState.ALIVE; // a kind nobody here serves: not ours to judge
    }
    Obj owner = snapshot.get(key.resource, key.key);
    if (owner == null || !Meta.uid(owner).equals(reference.str("uid"))) {
      owner = live(key);
    }
    if (owner == null || !Meta.uid(owner).equals(reference.str("uid"))) {
      return OwnerState.ABSENT;
    }
    return Meta.isDeleting(owner) && Meta.finalizers(owner).contains(OwnershipPlanner.FOREGROUND)
        ? OwnerState.WAITING
        : OwnerState.ALIVE;
  }

  private @Nullable Obj live(Key key) {
    try {
      return context.api().get(Target.of(key.resource, key.key));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  private @Nullable Key keyOf(Obj reference, String namespace) {
    ResourceType type = schema.kind(reference.str("apiVersion"), reference.str("kind"));
    if (type == null || !followed.contains(type.name())) {
      return null;
    }
    return new Key(
        type.name(), new ObjectKey(type.namespaced() ? namespace : "", reference.str("name")));
  }

  private record Dependent(Key key, Obj object) {}

  private List<Dependent> dependents(String uid, Snapshot snapshot) {
    List<Dependent> out = new ArrayList<>();
    for (ResourceName resource : followed) {
      for (Obj object : snapshot.byIndex(resource, OWNER_INDEX, uid)) {
        out.add(new Dependent(new Key(resource, ObjectKey.of(object)), object));
      }
    }
    return out;
  }

  private static boolean waitsForUs(Obj object) {
    List<String> finalizers = Meta.finalizers(object);
    return finalizers.contains(OwnershipPlanner.FOREGROUND)
        || finalizers.contains(OwnershipPlanner.ORPHAN);
  }

  private static void ignoringGone(Runnable write) {
    try {
      write.run();
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
