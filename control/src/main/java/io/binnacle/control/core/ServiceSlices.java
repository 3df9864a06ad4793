package io.binnacle.control.core;

import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.SliceView;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The slices of a Service that one controller manages. Several controllers write slices; each touches only its own.
public final class ServiceSlices {
  private static final String INDEX = "service";

  private ServiceSlices() {}

  /// Follows slices and hands `concerned` the Service of every slice of `manager` that changes, or stops or begins to be
  /// its slice.
  public static void register(ObjectCache cache, String manager, Consumer<ObjectKey> concerned) {
    follow(cache)
        .onChange(
            ResourceName.ENDPOINT_SLICES,
            (before, after) -> {
              tell(before, manager, concerned);
              tell(after, manager, concerned);
            });
  }

  /// Follows slices, for [#all].
  public static ObjectCache follow(ObjectCache cache) {
    return cache
        .follow(ResourceName.ENDPOINT_SLICES)
        .index(ResourceName.ENDPOINT_SLICES, INDEX, slice -> List.of(serviceOf(slice).toString()));
  }

  /// The slices of the Service `key` that `manager` manages, in name order.
  public static List<SliceView> of(ObjectKey key, String manager, Snapshot snapshot) {
    return all(key, snapshot).stream()
        .map(SliceView::of)
        .filter(view -> view.managedBy().equals(manager))
        .toList();
  }

  /// The slices of the Service `key`, whoever manages them, in name order.
  public static List<Obj> all(ObjectKey key, Snapshot snapshot) {
    return snapshot.byIndex(ResourceName.ENDPOINT_SLICES, INDEX, key.toString());
  }

  private static void tell(@Nullable Obj slice, String manager, Consumer<ObjectKey> concerned) {
    if (slice != null && SliceView.of(slice).managedBy().equals(manager)) {
      concerned.accept(serviceOf(slice));
    }
  }

  private static ObjectKey serviceOf(Obj slice) {
    return new ObjectKey(Meta.namespace(slice), SliceView.of(slice).serviceName());
  }
}
