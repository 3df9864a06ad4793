package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;

/// A Service without selector and endpoints, and a slice written for it whose label `kubernetes.io/service-name` is missing or
/// names no Service.
final class SliceLabel implements Check.OfService {
  @Override
  public String id() {
    return "slice-label";
  }

  @Override
  public Step step() {
    return Step.ENDPOINTS;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Stray.isWaiting(service, seen)) {
      return Finding.FINE;
    }
    List<SliceView> found = new ArrayList<>();
    for (Obj object : seen.all(ResourceName.ENDPOINT_SLICES, service.namespace())) {
      SliceView slice = SliceView.of(object);
      if (isStray(slice, service, seen)) {
        found.add(slice);
      }
    }
    return found.isEmpty() ? Finding.FINE : broken(service, found);
  }

  private static boolean isStray(SliceView slice, ServiceView service, Evidence seen) {
    String label = slice.serviceName();
    boolean near =
        Stray.alike(slice.name(), service.name())
            || slice.name().startsWith(service.name() + "-")
            || !label.isEmpty() && Stray.alike(label, service.name());
    return near
        && !Listed.isManaged(slice.object())
        && !slice.endpoints().isEmpty()
        && Stray.fits(service, slice.ports())
        && (label.isEmpty()
            || seen.find(ResourceName.SERVICES, new ObjectKey(slice.namespace(), label)) == null);
  }

  private static Finding broken(ServiceView service, List<SliceView> found) {
    SliceView first = found.getFirst();
    ObjectRef ref = Listed.ref(first);
    String label = first.serviceName();
    String field = "metadata.labels." + SliceView.SERVICE_NAME_LABEL;
    List<Proof> because = new ArrayList<>();
    for (SliceView slice : found.subList(0, Math.min(3, found.size()))) {
      because.add(new Proof(Listed.ref(slice), "metadata.labels", labels(slice)));
    }
    because.add(new Proof(ObjectRef.service(service.key()), "spec.selector", "none"));
    String says =
        "Service %s has no endpoints; EndpointSlice %s %s, so its addresses (%s) count for nobody."
            .formatted(
                service.key(),
                first.name(),
                label.isEmpty()
                    ? "lacks the label " + SliceView.SERVICE_NAME_LABEL
                    : "is labelled for a Service " + label + ", which does not exist",
                Words.list(first.endpoints().stream().map(SliceView.Endpoint::address).toList()));
    List<Change> changes = new ArrayList<>();
    for (SliceView slice : found) {
      Obj value = Obj.of(SliceView.SERVICE_NAME_LABEL, Str.of(service.name()));
      changes.add(
          Change.Patch.merge(Listed.ref(slice), Obj.of("metadata", Obj.of("labels", value))));
    }
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        field,
        says,
        because,
        new Remedy(
            "Label the slice %s=%s.".formatted(SliceView.SERVICE_NAME_LABEL, service.name()),
            changes));
  }

  private static String labels(SliceView slice) {
    return Meta.labels(slice.object()).isEmpty()
        ? "no labels"
        : Words.list(Meta.labels(slice.object()).entrySet());
  }
}
