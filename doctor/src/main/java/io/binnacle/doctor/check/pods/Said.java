package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What Events say about an object.
final class Said {
  private Said() {}

  /// The newest Event about `object` of one of these reasons that `which` accepts, null if there is none.
  static @Nullable Obj last(
      ObjectRef object, Set<String> reasons, Predicate<Obj> which, Evidence seen) {
    return seen.events(object).stream()
        .filter(e -> reasons.contains(e.str("reason")) && which.test(e))
        .max(Comparator.comparing(Said::moment).thenComparing(e -> e.str("message")))
        .orElse(null);
  }

  private static Instant moment(Obj event) {
    Instant happened = Moments.happened(event);
    return happened == null ? Instant.MIN : happened;
  }

  /// Whether an Event is about this container, or about none in particular.
  static boolean isAbout(Obj event, String container) {
    String path = event.obj("involvedObject").str("fieldPath");
    return path.isEmpty() || path.contains("{" + container + "}");
  }
}
