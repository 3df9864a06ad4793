package io.binnacle.doctor.check.external;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ExternalName Service that stands for an IP address, which DNS takes for a name.
final class ExternalNameAddress implements Check.OfService {
  @Override
  public String id() {
    return "external-name-address";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    IpAddress address = service.isExternalName() ? IpAddress.parse(Alias.of(service).name()) : null;
    if (address == null) {
      return Finding.FINE;
    }
    Spot at = Alias.spot(service);
    return new Finding.Broken(
        Severity.ERROR,
        at.object(),
        at.field(),
        "externalName is the address "
            + address
            + ", but DNS answers with it as a name, which does not exist: nobody can resolve "
            + service.name()
            + ".",
        List.of(at.shows(service.externalName())),
        remedy(service, address, seen));
  }

  private static Remedy remedy(ServiceView service, IpAddress address, Evidence seen) {
    ObjectKey owner = owner(address, seen);
    if (owner != null) {
      String name = Alias.full(owner, seen);
      return Alias.spot(service)
          .remedy("Name the Service that has this address, " + name + ".", Str.of(name));
    }
    if (address.isLoopback() || address.isLinkLocalUnicast() || address.isUnspecified()) {
      return Remedy.byHand("Set externalName to a name that the application outside has in DNS.");
    }
    ObjectRef object = ObjectRef.service(service.key());
    Obj spec =
        Obj.builder()
            .put("type", "ClusterIP")
            .put("clusterIP", ServiceView.NONE)
            .put("externalName", Null.NULL)
            .put("selector", Null.NULL)
            .build();
    return new Remedy(
        "Make it a headless Service without selector, and write the address into an EndpointSlice.",
        List.of(
            Change.Patch.merge(object, Obj.of("spec", spec)),
            new Change.Create(ResourceName.ENDPOINT_SLICES, slice(service, address))));
  }

  private static @Nullable ObjectKey owner(IpAddress address, Evidence seen) {
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView other = ServiceView.of(object);
      if (other.clusterIps().contains(address.toString())) {
        return other.key();
      }
    }
    return null;
  }

  private static Obj slice(ServiceView service, IpAddress address) {
    List<Value> ports = new ArrayList<>();
    for (ServiceView.Port port : service.ports()) {
      ports.add(
          Obj.builder()
              .put("name", port.name())
              .put("protocol", port.protocol())
              .put("port", port.port())
              .build());
    }
    return Obj.builder()
        .put("apiVersion", ResourceName.ENDPOINT_SLICES.apiVersion())
        .put("kind", "EndpointSlice")
        .put(
            "metadata",
            Obj.builder()
                .put("name", service.name() + "-1")
                .put("namespace", service.namespace())
                .put("labels", Obj.of(SliceView.SERVICE_NAME_LABEL, Str.of(service.name())))
                .build())
        .put("addressType", address.family().name())
        .put("ports", Arr.copyOf(ports))
        .put("endpoints", Arr.of(Obj.of("addresses", Arr.of(Str.of(address.toString())))))
        .build();
  }
}
