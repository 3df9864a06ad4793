package io.binnacle.control.workload;

import io.binnacle.client.cache.ObjectCache;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Says which owners the change of an owned object concerns: its controller before and after, and for an orphan every
/// owner that might adopt it.
///
/// @param cache where owners are looked up
/// @param kind the kind of the owners, as owner references name it
/// @param owners the collection of the owners
/// @param concerned hears their keys
public record OwnerTriggers(
    ObjectCache cache, String kind, ResourceName owners, Consumer<ObjectKey> concerned) {

  /// Follows owners and `owned`, and tells of every change of either that `matters`.
  public void register(ResourceName owned, BiPredicate<Obj, Obj> matters) {
    Owned.register(cache, owned);
    cache
        .follow(owners)
        .onChange(owners, this::ownerChanged)
        .onChange(
            owned,
            (before, after) -> {
              if (before == null || after == null || matters.test(before, after)) {
                ownedChanged(before, after);
              }
            });
  }

  private void ownerChanged(@Nullable Obj before, @Nullable Obj after) {
    concerned.accept(ObjectKey.of(Objects.requireNonNull(after == null ? before : after)));
  }

  private void ownedChanged(@Nullable Obj before, @Nullable Obj after) {
    ObjectKey was = ownerOf(before);
    ObjectKey is = ownerOf(after);
    if (was != null) {
      concerned.accept(was);
    }
    if (is != null && !is.equals(was)) {
      concerned.accept(is);
    }
    if (after != null && Meta.controllerOf(after) == null) {
      for (Obj owner : cache.snapshot().list(owners, Meta.namespace(after))) {
        LabelSelector selector = Workloads.selector(owner);
        if (selector != null && selector.matches(after)) {
          concerned.accept(ObjectKey.of(owner));
        }
      }
    }
  }

  private @Nullable ObjectKey ownerOf(@Nullable Obj object) {
    Obj controller = object == null ? null : Meta.controllerOf(object);
    return object == null || controller == null || !controller.str("kind").equals(kind)
        ? null
        : new ObjectKey(Meta.namespace(object), controller.str("name"));
  }
}
