package io.binnacle.doctor.watch;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Substitution;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Printable;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What somebody is told who writes an object, at once: only what no other object of the same apply is going to mend
/// (docs/decisions/0074-warnings-on-write.md). What may still come right is left to Events.
///
/// Safe for many threads.
public final class WriteAdvice {
  /* They judge the object by itself, whatever comes beside it. */
  private static final Set<String> OF_SERVICE =
      Set.of("external-name-address", "external-name-loop", "source-ranges");
  private static final Set<String> OF_ENDPOINTS =
      Set.of("endpoints-port-name", "slice-family", "endpoint-unusable");

  private final ServiceWatch watch;
  private final Supplier<List<Check>> checks;
  private final LongSupplier nanos;
  private volatile @Nullable Doctors doctors;

  private record Doctors(Doctor ofService, Doctor ofEndpoints, @Nullable NearMiss nearMiss) {}

  /// @param checks every check there is; asked for at the first write
  /// @param nanos a clock that only goes forward, as [System#nanoTime]
  public WriteAdvice(ServiceWatch watch, Supplier<List<Check>> checks, LongSupplier nanos) {
    this.watch = watch;
    this.checks = checks;
    this.nanos = nanos;
  }

  /// Texts for `Warning` headers.
  ///
  /// @param written the object as stored, or as it would be
  /// @param before what it was; null if it is new
  public List<String> warnings(ResourceName resource, Obj written, @Nullable Obj before) {
    return texts(resource, written, before).stream().map(Printable::of).toList();
  }

  private List<String> texts(ResourceName resource, Obj written, @Nullable Obj before) {
    if (!watch.isStarted() || Meta.isDeleting(written)) {
      return List.of();
    }
    if (resource.equals(ResourceName.SERVICES)) {
      return ofService(written, before);
    }
    if (resource.equals(ResourceName.ENDPOINT_SLICES)) {
      String service = SliceView.of(written).serviceName();
      return service.isEmpty()
          ? List.of(
              "no label "
                  + SliceView.SERVICE_NAME_LABEL
                  + ": this EndpointSlice belongs to no Service and nothing will use it")
          : ofEndpoints(resource, written, service);
    }
    if (resource.equals(ResourceName.ENDPOINTS)) {
      return ofEndpoints(resource, written, Meta.name(written));
    }
    if (resource.equals(ResourceName.DEPLOYMENTS)
        || resource.equals(ResourceName.STATEFUL_SETS)
        || resource.equals(ResourceName.PODS) && Meta.controllerOf(written) == null) {
      NearMiss nearMiss = doctors().nearMiss;
      return nearMiss == null
          ? List.of()
          : nearMiss.ofWorkload(resource, written, before, watch.evidence(), budget());
    }
    return List.of();
  }

  private List<String> ofService(Obj written, @Nullable Obj before) {
    Doctors asked = doctors();
    Evidence seen = watch.evidence();
    List<String> out = new ArrayList<>();
    if (mayBeWrongByItself(ServiceView.of(written))) {
      out.addAll(findings(asked.ofService, ResourceName.SERVICES, written, written, seen));
    }
    if (asked.nearMiss != null) {
      out.addAll(asked.nearMiss.ofService(written, before, seen, budget()));
    }
    return out;
  }

  /// Whether the checks that judge a Service by itself have anything to look at. Most Services have no such field.
  private static boolean mayBeWrongByItself(ServiceView service) {
    return service.isExternalName() || !service.loadBalancerSourceRanges().isEmpty();
  }

  private Budget budget() {
    return new Budget(nanos, Budget.OF_WRITE);
  }

  private List<String> ofEndpoints(ResourceName resource, Obj written, String name) {
    Evidence seen = watch.evidence();
    Obj service = seen.find(ResourceName.SERVICES, new ObjectKey(Meta.namespace(written), name));
    return service == null
        ? List.of()
        : findings(doctors().ofEndpoints, resource, written, service, seen);
  }

  /// What is found at `service` with the object written, if it is the object's own fault.
  private static List<String> findings(
      Doctor doctor, ResourceName resource, Obj written, Obj service, Evidence seen) {
    Evidence then = Substitution.of(seen, resource, written);
    ObjectRef own = ObjectRef.of(resource, written);
    return doctor.examine(ObjectKey.of(service), then, List.of()).results().stream()
        .filter(r -> r.behind() == 0)
        .map(Result::finding)
        .filter(Finding.Broken.class::isInstance)
        .map(Finding.Broken.class::cast)
        .filter(b -> b.severity() != Severity.NOTE && b.object().equals(own))
        .map(Finding.Broken::says)
        .toList();
  }

  private Doctors doctors() {
    Doctors known = doctors;
    if (known == null) {
      List<Check> all = checks.get();
      known = new Doctors(only(all, OF_SERVICE), only(all, OF_ENDPOINTS), nearMiss(all));
      doctors = known;
    }
    return known;
  }

  private static @Nullable NearMiss nearMiss(List<Check> all) {
    for (Check check : all) {
      if (check instanceof Check.OfService of && of.id().equals(NearMiss.CHECK)) {
        return new NearMiss(of);
      }
    }
    return null;
  }

  private static Doctor only(List<Check> all, Set<String> ids) {
    return new Doctor(all.stream().filter(c -> ids.contains(c.id())).toList());
  }
}
