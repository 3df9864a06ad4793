package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.view.ServiceView;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Who was first of several that claim the same thing.
final class Rivals {
  private static final Comparator<ServiceView> FIRST =
      Comparator.<ServiceView, String>comparing(
              service -> service.object().obj("metadata").str("creationTimestamp"))
          .thenComparing(ServiceView::key);

  private Rivals() {}

  /// The Service that had what `claim` names before `service`; null if it is the first. The later one is the one to change.
  static @Nullable ServiceView before(ServiceView service, String claim, Evidence seen) {
    return seen.claimants(claim).stream()
        .filter(other -> FIRST.compare(other, service) < 0)
        .min(FIRST)
        .orElse(null);
  }
}
