package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Service without selector that nobody has written endpoints for.
final class EndpointsMissing implements Check.OfService {
  /* Programs that elect a leader first write the endpoints once there is one. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Set<String> BY_PEOPLE = Set.of("", "helm", "kustomize", "argocd", "flux");

  @Override
  public String id() {
    return "endpoints-missing";
  }

  @Override
  public Step step() {
    return Step.ENDPOINTS;
  }

  @Override
  public Set<String> after() {
    return Set.of("endpoints-other-name", "slice-label", "service-deleting", "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    Obj endpoints = endpoints(service, seen);
    if (!Stray.isWaiting(service, seen)
        || Moments.isWithin(Moments.changed(service.object()), PATIENCE, seen)
        || service.isHeadless() && service.ports().isEmpty()
        || isStore(endpoints, service, seen)) {
      return Finding.FINE;
    }
    Workload meant = namesake(service, seen);
    boolean operated = isOperated(service) || endpoints != null && keepsState(endpoints);
    boolean certain = !operated && seen.facts().origin() != Origin.MANIFESTS;
    ObjectRef ref = ObjectRef.service(service.key());
    List<Proof> because = new ArrayList<>();
    because.add(new Proof(ref, "spec.selector", "none"));
    because.add(
        new Proof(
            ref, "", "no EndpointSlice with label kubernetes.io/service-name=" + service.name()));
    String says =
        "Service %s has no selector, so nobody makes endpoints for it, and none are written by hand."
            .formatted(service.key());
    if (meant != null) {
      Map<String, String> selector = selector(meant);
      says += " Pods of %s, which has its name, carry %s.".formatted(meant.ref(), text(selector));
      because.add(new Proof(meant.ref(), "spec.selector", text(selector)));
      return new Finding.Broken(
          certain ? Severity.ERROR : Severity.WARNING,
          ref,
          "spec.selector",
          says,
          because,
          Remedy.of(
              "Give the Service the selector of " + meant.ref() + ".",
              Change.Patch.merge(ref, Obj.of("spec", Obj.of("selector", Obj.strings(selector))))));
    }
    String then =
        operated
            ? "Find out why what manages it (" + manager(service) + ") has not written any."
            : "Write an EndpointSlice with label kubernetes.io/service-name="
                + service.name()
                + " and the addresses that serve, or give the Service a selector.";
    return new Finding.Broken(
        certain ? Severity.ERROR : Severity.WARNING, ref, "", says, because, Remedy.byHand(then));
  }

  private static @Nullable Obj endpoints(ServiceView service, Evidence seen) {
    return seen.sees(ResourceName.ENDPOINTS, service.namespace())
        ? seen.find(ResourceName.ENDPOINTS, service.key())
        : null;
  }

  /// An Endpoints object without an address may be there for its annotations alone: for an election, or as a store. Who waits at a
  /// virtual address for an election to end does wait.
  private static boolean isStore(@Nullable Obj endpoints, ServiceView service, Evidence seen) {
    return endpoints != null
        && keepsState(endpoints)
        && (service.isHeadless()
            || !Listed.isMirrorable(endpoints)
            || Moments.isWithin(Moments.changed(endpoints), PATIENCE, seen));
  }

  private static boolean keepsState(Obj endpoints) {
    return Meta.annotations(endpoints).keySet().stream()
        .anyMatch(key -> !key.startsWith("kubectl.") && !key.startsWith("endpoints."));
  }

  private static boolean isOperated(ServiceView service) {
    return !Meta.ownerReferences(service.object()).isEmpty()
        || !BY_PEOPLE.contains(managedBy(service))
        || service.labels().keySet().stream().anyMatch(EndpointsMissing::isOfAnOperator);
  }

  private static String manager(ServiceView service) {
    for (Obj owner : Meta.ownerReferences(service.object())) {
      return owner.str("kind") + " " + owner.str("name");
    }
    return managedBy(service).isEmpty() ? "an operator" : managedBy(service);
  }

  private static String managedBy(ServiceView service) {
    return service
        .labels()
        .getOrDefault("app.kubernetes.io/managed-by", "")
        .toLowerCase(Locale.ROOT);
  }

  private static boolean isOfAnOperator(String label) {
    return label.startsWith("multicluster.") || label.startsWith("networking.internal.");
  }

  /// The one workload of the Service's name whose Pods could be selected; null if there is none.
  private static @Nullable Workload namesake(ServiceView service, Evidence seen) {
    if (!seen.sees(ResourceName.PODS, service.namespace())) {
      return null;
    }
    List<Workload> found =
        seen.workloads(service.namespace()).stream()
            .filter(w -> w.ref().name().equals(service.name()))
            .filter(w -> !w.is("Job") && !w.is("Pod") && !selector(w).isEmpty())
            .toList();
    return found.size() == 1 ? found.getFirst() : null;
  }

  private static Map<String, String> selector(Workload workload) {
    return new TreeMap<>(
        workload.object().obj("spec").obj("selector").obj("matchLabels").stringMap());
  }

  private static String text(Map<String, String> labels) {
    return labels.entrySet().stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
