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
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A Service without selector and endpoints, and an Endpoints object that belongs to no Service and is plainly meant for it: of
/// nearly the same name, or of the same name in another namespace.
final class EndpointsOtherName implements Check.OfService {
  @Override
  public String id() {
    return "endpoints-other-name";
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
    List<Obj> found = new ArrayList<>();
    for (Obj endpoints : candidates(service, seen)) {
      ObjectKey key = ObjectKey.of(endpoints);
      boolean near =
          key.namespace().equals(service.namespace())
              ? Stray.alike(key.name(), service.name())
              : key.name().equals(service.name());
      if (near && isStray(endpoints, service, seen)) {
        found.add(endpoints);
      }
    }
    return found.isEmpty() ? Finding.FINE : broken(service, found);
  }

  private static Collection<Obj> candidates(ServiceView service, Evidence seen) {
    return seen.sees(ResourceName.ENDPOINTS) && seen.sees(ResourceName.SERVICES)
        ? seen.all(ResourceName.ENDPOINTS)
        : seen.all(ResourceName.ENDPOINTS, service.namespace());
  }

  private static boolean isStray(Obj endpoints, ServiceView service, Evidence seen) {
    ObjectKey key = ObjectKey.of(endpoints);
    if (!Listed.isMirrorable(endpoints)
        || Listed.isManaged(endpoints)
        || seen.find(ResourceName.SERVICES, key) != null) {
      return false;
    }
    List<Listed> listed = new ArrayList<>();
    Listed.subsets(endpoints, listed);
    return listed.stream().anyMatch(one -> Stray.fits(service, one.ports()));
  }

  private static Finding broken(ServiceView service, List<Obj> found) {
    Obj stray = found.getFirst();
    ObjectRef ref = new ObjectRef(ResourceName.ENDPOINTS, "Endpoints", ObjectKey.of(stray));
    boolean elsewhere = !ref.namespace().equals(service.namespace());
    List<Listed> listed = new ArrayList<>();
    Listed.subsets(stray, listed);
    List<String> places = listed.stream().map(Listed::place).toList();
    String says =
        "Endpoints %s (%s) belong to no Service, and %s has none. Endpoints count for the Service of the same name in the same namespace only."
            .formatted(elsewhere ? ref.key() : ref.name(), Words.list(places), service.name());
    List<Proof> because = new ArrayList<>();
    because.add(
        new Proof(ObjectRef.service(service.key()), "spec.selector", "none, and no endpoints"));
    for (Obj one : found.subList(0, Math.min(3, found.size()))) {
      ObjectRef at = new ObjectRef(ResourceName.ENDPOINTS, "Endpoints", ObjectKey.of(one));
      because.add(new Proof(at, "metadata.name", at.name() + ", no Service is called so"));
    }
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        elsewhere ? "metadata.namespace" : "metadata.name",
        says,
        because,
        found.size() > 1
            ? several(service, found)
            : elsewhere ? there(service, ref) : remedy(service, stray, ref));
  }

  private static Remedy several(ServiceView service, List<Obj> found) {
    return Remedy.byHand(
        "Rename one of %s to %s."
            .formatted(Words.list(found.stream().map(Meta::name).toList()), service.name()));
  }

  /// Those of another namespace may be somebody else's: nobody but people can tell.
  private static Remedy there(ServiceView service, ObjectRef ref) {
    return Remedy.byHand(
        "Write them again in namespace %s if they are meant for %s there, or create the Service in namespace %s."
            .formatted(service.namespace(), service.name(), ref.namespace()));
  }

  private static Remedy remedy(ServiceView service, Obj stray, ObjectRef ref) {
    Obj.Builder metadata =
        Obj.builder().put("name", service.name()).put("namespace", service.namespace());
    if (!Meta.labels(stray).isEmpty()) {
      metadata.put("labels", Obj.strings(Meta.labels(stray)));
    }
    Obj renamed = stray.without("metadata").with("metadata", metadata.build());
    return new Remedy(
        "Give the Endpoints the name of the Service: write them again as %s and delete %s."
            .formatted(service.key(), ref.key()),
        List.of(new Change.Create(ResourceName.ENDPOINTS, renamed), new Change.Delete(ref)));
  }
}
