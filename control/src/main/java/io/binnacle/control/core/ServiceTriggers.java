package io.binnacle.control.core;

import io.binnacle.client.cache.ObjectCache;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Says which Services a change of a Service or a Pod concerns. Shared by the controllers that turn Pods into endpoints,
/// so that they agree on it.
public final class ServiceTriggers {
  private final ObjectCache cache;
  private final Consumer<ObjectKey> concerned;

  private ServiceTriggers(ObjectCache cache, Consumer<ObjectKey> concerned) {
    this.cache = cache;
    this.concerned = concerned;
  }

  /// Follows Services and Pods and hands `concerned` the key of every Service whose endpoints a change may alter.
  public static void register(ObjectCache cache, Consumer<ObjectKey> concerned) {
    ServiceTriggers triggers = new ServiceTriggers(cache, concerned);
    cache
        .follow(ResourceName.SERVICES)
        .follow(ResourceName.PODS)
        .onChange(ResourceName.SERVICES, triggers::serviceChanged)
        .onChange(ResourceName.PODS, triggers::podChanged);
  }

  private void serviceChanged(@Nullable Obj before, @Nullable Obj after) {
    Obj service = after == null ? before : after;
    if (service != null) {
      concerned.accept(ObjectKey.of(service));
    }
  }

  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    if (before != null
        && after != null
        && sameForEndpoints(PodView.of(before), PodView.of(after))) {
      return;
    }
    if (before != null) {
      selecting(PodView.of(before));
    }
    if (after != null
        && (before == null || !PodView.of(before).labels().equals(PodView.of(after).labels()))) {
      selecting(PodView.of(after));
    }
  }

  /// Whether nothing changed that an endpoint shows.
  private static boolean sameForEndpoints(PodView before, PodView after) {
    return before.labels().equals(after.labels())
        && before.isReady() == after.isReady()
        && before.isTerminating() == after.isTerminating()
        && before.isTerminal() == after.isTerminal()
        && before.podIps().equals(after.podIps())
        && before.hostname().equals(after.hostname())
        && before.subdomain().equals(after.subdomain())
        && before.nodeName().equals(after.nodeName())
        && before.uid().equals(after.uid());
  }

  private void selecting(PodView pod) {
    for (Obj object : cache.snapshot().list(ResourceName.SERVICES, pod.namespace())) {
      ServiceView service = ServiceView.of(object);
      if (service.hasSelector() && SelectedPods.selects(service.selector(), pod)) {
        concerned.accept(service.key());
      }
    }
  }
}
