package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// A Service with an address family that none of its Pods has, or that was to have both families and has one.
final class Families implements Check.OfService {
  @Override
  public String id() {
    return "families";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (service.isExternalName() || Meta.isDeleting(service.object())) {
      return Finding.FINE;
    }
    List<String> families = service.ipFamilies();
    if (isRequiredInVain(service, seen)) {
      return vain(service);
    }
    if (!service.hasSelector() || families.isEmpty()) {
      return Finding.FINE;
    }
    if (families.stream().allMatch(family -> isListed(service, family, seen))) {
      return Finding.FINE; // some Pod has it; a look at the Pods costs more
    }
    List<PodView> ready = seen.pods(service).stream().filter(PodView::isReady).toList();
    if (ready.isEmpty()) {
      return Finding.FINE;
    }
    for (String family : families) {
      boolean v6 = family.equals("IPv6");
      boolean some =
          ready.stream()
              .anyMatch(pod -> pod.podIps().stream().anyMatch(ip -> ip.contains(":") == v6));
      if (!some && ready.stream().noneMatch(pod -> pod.podIps().isEmpty())) {
        return lacking(service, family, ready, seen);
      }
    }
    return Finding.FINE;
  }

  private static boolean isListed(ServiceView service, String family, Evidence seen) {
    return seen.slices(service.key()).stream()
        .anyMatch(slice ->
            slice.addressType().equals(family) && !slice.object().arr("endpoints").isEmpty());
  }

  /// Both families are required, and the cluster has one: the API refuses it, so this is seen in manifests only, or after the
  /// cluster lost one.
  private static boolean isRequiredInVain(ServiceView service, Evidence seen) {
    if (!service.ipFamilyPolicy().equals("RequireDualStack") || !service.hasSelector()) {
      return false;
    }
    List<Cidr> ranges = seen.facts().serviceRanges();
    boolean one = !ranges.isEmpty() && ranges.stream().map(Cidr::family).distinct().count() == 1;
    boolean planned = seen.facts().origin() == Origin.MANIFESTS;
    return planned ? one : service.hasClusterIp() && service.clusterIps().size() == 1;
  }

  private static Finding vain(ServiceView service) {
    ObjectRef ref = ObjectRef.service(service.key());
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        "spec.ipFamilyPolicy",
        "Service %s requires addresses of both families (RequireDualStack), but the cluster has Service addresses of one."
            .formatted(service.key()),
        List.of(
            new Proof(ref, "spec.ipFamilyPolicy", "RequireDualStack"),
            new Proof(ref, "spec.clusterIPs", String.join(", ", service.clusterIps()))),
        Remedy.of(
            "Prefer both families rather than require them.",
            Change.Patch.merge(
                ref, Obj.of("spec", Obj.of("ipFamilyPolicy", Str.of("PreferDualStack"))))));
  }

  private static Finding lacking(
      ServiceView service, String family, List<PodView> ready, Evidence seen) {
    ObjectRef ref = ObjectRef.service(service.key());
    List<String> families = service.ipFamilies();
    int index = families.indexOf(family);
    boolean only = families.size() == 1;
    PodView pod = ready.getFirst();
    String then =
        only
            ? "it has no endpoint at all"
            : "clients that are given its " + family + " address are refused";
    return new Finding.Broken(
        only || service.ipFamilyPolicy().equals("RequireDualStack")
            ? Severity.ERROR
            : Severity.WARNING,
        ref,
        "spec.ipFamilies",
        "Service %s is of %s (%s), but its %s (%s) %s no %s address: %s."
            .formatted(
                service.key(),
                String.join(" and ", families),
                String.join(", ", service.clusterIps()),
                Words.count(ready.size(), "ready Pod"),
                Words.list(ready.stream().map(PodView::name).toList()),
                ready.size() == 1 ? "has" : "have",
                family,
                then),
        List.of(
            new Proof(ref, "spec.ipFamilies[" + index + "]", family),
            new Proof(ObjectRef.pod(pod.key()), "status.podIPs", String.join(", ", pod.podIps()))),
        remedy(service, ref, index, seen));
  }

  private static Remedy remedy(ServiceView service, ObjectRef ref, int index, Evidence seen) {
    if (index == 1) {
      List<String> first =
          service.clusterIps().subList(0, Math.min(1, service.clusterIps().size()));
      Obj spec =
          Obj.of(
              "ipFamilyPolicy",
              Str.of("SingleStack"),
              "ipFamilies",
              Arr.strings(service.ipFamilies().subList(0, 1)),
              "clusterIPs",
              Arr.strings(first));
      return Remedy.of(
          "Make the Service one of "
              + service.ipFamilies().getFirst()
              + " alone, until its Pods have both.",
          Change.Patch.merge(ref, Obj.of("spec", spec)));
    }
    if (seen.facts().origin() == Origin.MANIFESTS) {
      return Remedy.of(
          "Leave the family to the cluster.",
          Change.Patch.merge(ref, Obj.of("spec", Obj.of("ipFamilies", Null.NULL))));
    }
    return Remedy.byHand(
        "Delete the Service and make it anew with the family its Pods have; the first family cannot be changed.");
  }
}
