package io.binnacle.control.core;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds out which change made a Service's slices differ: the earliest readiness change of a Pod, or the creation of the
/// Service, that was not known at the look before. Ends up in an annotation from which proxies measure their delay.
///
/// Safe for use by many threads as long as one key is asked for by one at a time.
public final class TriggerTimes {
  private final Map<ObjectKey, Known> known = new ConcurrentHashMap<>();

  private record Known(Instant service, Map<String, Instant> pods) {}

  /// The time of the oldest change since the last call for this Service, or null if nothing that has a time changed.
  public @Nullable Instant since(ServiceView service, Iterable<PodView> pods) {
    Instant created = time(service.object().obj("metadata").str("creationTimestamp"));
    Map<String, Instant> now = new TreeMap<>();
    for (PodView pod : pods) {
      Instant ready = pod.readySince();
      if (ready != null) {
        now.put(pod.name(), ready);
      }
    }
    Known before = known.put(service.key(), new Known(created, now));
    if (before == null) {
      return created.equals(Instant.EPOCH) ? null : created;
    }
    Instant oldest = created.isAfter(before.service) ? created : null;
    for (Map.Entry<String, Instant> pod : now.entrySet()) {
      Instant last = before.pods.getOrDefault(pod.getKey(), Instant.EPOCH);
      if (pod.getValue().isAfter(last) && (oldest == null || pod.getValue().isBefore(oldest))) {
        oldest = pod.getValue();
      }
    }
    return oldest;
  }

  /// Forgets a Service that is gone.
  public void forget(ObjectKey service) {
    known.remove(service);
  }

  private static Instant time(String text) {
    try {
      return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    } catch (DateTimeParseException notATime) {
      return Instant.EPOCH; // of another server; without a time it triggers nothing
    }
  }
}
