package io.binnacle.doctor.check.slices;

import io.binnacle.control.endpoints.MirrorPlanner;
import io.binnacle.control.endpointslice.Observed;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.EndpointsView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One endpoint of a Service that no controller has derived from Pods, where it is written: in an Endpoints object or a slice.
///
/// @param object what a person would edit: the Endpoints object rather than the slices that mirror it
/// @param whole that object
/// @param path of the address, such as `subsets[0].addresses[1]` or `endpoints[0]`
/// @param portsPath of its ports: `subsets[0].ports` or `ports`
/// @param family `IPv4`, `IPv6` or `FQDN`
/// @param address as written, may be empty
/// @param ready whether traffic is sent to it
/// @param node empty if not stated
/// @param ports the ports it serves
record Listed(
    ObjectRef object,
    Obj whole,
    String path,
    String portsPath,
    String family,
    String address,
    boolean ready,
    String node,
    List<SliceView.Port> ports) {

  private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  /// Whether the object belongs to a program, not to a person: it has an owner, or its managed-by label names a controller.
  boolean isManaged() {
    return isManaged(whole);
  }

  static boolean isManaged(Obj object) {
    return !Meta.ownerReferences(object).isEmpty()
        || SliceView.of(object).managedBy().indexOf('.') >= 0;
  }

  /// With its first port, for people: `10.0.0.1:80`.
  String place() {
    Integer port = ports.isEmpty() ? null : ports.getFirst().port();
    return port == null ? address : Words.place(address, port);
  }

  /// All of a Service that no controller has derived from Pods, in the order they are written.
  static List<Listed> of(ServiceView service, Evidence seen) {
    List<Listed> out = new ArrayList<>();
    Obj endpoints = service.hasSelector() ? null : mirrored(service, seen);
    if (endpoints != null) {
      subsets(endpoints, out);
    }
    for (SliceView slice : seen.slices(service.key())) {
      boolean mirror = slice.managedBy().equals(MirrorPlanner.MANAGER);
      if (!slice.managedBy().equals(Observed.MANAGER) && !(mirror && endpoints != null)) {
        slice(slice, out);
      }
    }
    return out;
  }

  /// The Endpoints object of a Service that its slices mirror; null if there is none.
  static @Nullable Obj mirrored(ServiceView service, Evidence seen) {
    if (!seen.sees(ResourceName.ENDPOINTS, service.namespace())) {
      return null; // the slices that mirror it say the same
    }
    Obj found = seen.find(ResourceName.ENDPOINTS, service.key());
    return found != null && isMirrorable(found) ? found : null;
  }

  static boolean isMirrorable(Obj endpoints) {
    return Meta.annotation(endpoints, LEADER) == null
        && !"true".equals(Meta.labels(endpoints).get(SKIP_MIRROR));
  }

  /// The endpoints of one Endpoints object.
  static void subsets(Obj endpoints, List<Listed> out) {
    ObjectRef ref = new ObjectRef(ResourceName.ENDPOINTS, "Endpoints", ObjectKey.of(endpoints));
    List<EndpointsView.Subset> subsets = EndpointsView.of(endpoints).subsets();
    for (int i = 0; i < subsets.size(); i++) {
      EndpointsView.Subset subset = subsets.get(i);
      List<SliceView.Port> ports =
          subset.ports().stream()
              .map(p -> new SliceView.Port(p.name(), p.protocol(), p.port(), p.appProtocol()))
              .toList();
      String at = "subsets[" + i + "].";
      for (boolean ready : new boolean[] {true, false}) {
        String list = ready ? "addresses" : "notReadyAddresses";
        List<EndpointsView.Address> all = ready ? subset.addresses() : subset.notReadyAddresses();
        for (int j = 0; j < all.size(); j++) {
          EndpointsView.Address one = all.get(j);
          String family = one.ip().contains(":") ? "IPv6" : "IPv4";
          out.add(
              new Listed(
                  ref,
                  endpoints,
                  at + list + "[" + j + "]",
                  at + "ports",
                  family,
                  one.ip(),
                  ready,
                  one.nodeName(),
                  ports));
        }
      }
    }
  }

  /// The endpoints of one slice.
  static void slice(SliceView slice, List<Listed> out) {
    ObjectRef ref = ref(slice);
    List<SliceView.Endpoint> endpoints = slice.endpoints();
    for (int i = 0; i < endpoints.size(); i++) {
      SliceView.Endpoint one = endpoints.get(i);
      out.add(
          new Listed(
              ref,
              slice.object(),
              "endpoints[" + i + "]",
              "ports",
              slice.addressType(),
              one.address(),
              one.isReady(),
              one.nodeName(),
              slice.ports()));
    }
  }

  static ObjectRef ref(SliceView slice) {
    return new ObjectRef(ResourceName.ENDPOINT_SLICES, "EndpointSlice", slice.key());
  }
}
