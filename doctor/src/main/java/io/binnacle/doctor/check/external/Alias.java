package io.binnacle.doctor.check.external;

import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an ExternalName Service stands for. DNS takes the name as fully qualified: no search list is applied to it.
///
/// @param name in lower case, without final dot
record Alias(String name) {
  static Alias of(ServiceView service) {
    String name = service.externalName().toLowerCase(Locale.ROOT);
    return new Alias(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
  }

  /// Where it is written.
  static Spot spot(ServiceView service) {
    return Spot.spec(ObjectRef.service(service.key())).in("externalName");
  }

  /// The fully qualified name of a Service.
  static String full(ObjectKey service, Evidence seen) {
    return service.name() + "." + service.namespace() + ".svc." + seen.facts().domain();
  }

  /// Whether it is at or below the cluster domain.
  boolean isInCluster(Evidence seen) {
    String domain = seen.facts().domain();
    return name.equals(domain) || name.endsWith("." + domain);
  }

  /// The labels left of `svc.<domain>`; null if it does not end in that.
  @Nullable List<String> belowSvc(Evidence seen) {
    String suffix = ".svc." + seen.facts().domain();
    return name.endsWith(suffix)
        ? List.of(name.substring(0, name.length() - suffix.length()).split("\\.", -1))
        : null;
  }

  /// The Service whose own name this is, whether it exists or not; null if it is no name of a Service.
  @Nullable ObjectKey service(Evidence seen) {
    List<String> labels = belowSvc(seen);
    return labels == null || labels.size() != 2
        ? null
        : new ObjectKey(labels.get(1), labels.get(0));
  }
}
