package io.binnacle.server.service;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;

/// What a client is told about a Service that is valid but does not do all it says.
final class ServiceWarnings {
  private static final String OLD_HINTS = "service.kubernetes.io/topology-aware-hints";

  private ServiceWarnings() {}

  static List<String> of(Obj object) {
    ServiceView service = ServiceView.of(object);
    Obj spec = object.obj("spec");
    List<String> out = new ArrayList<>();
    if (Meta.annotation(object, OLD_HINTS) != null) {
      out.add(
          "annotation "
              + OLD_HINTS
              + " is deprecated, please use service.kubernetes.io/topology-mode instead");
    }
    if (service.hasClusterIp()) {
      canonical("spec.clusterIPs", service.clusterIps(), out);
    }
    canonical("spec.externalIPs", service.externalIps(), out);
    if (service.isHeadless()) {
      ignored(spec, "loadBalancerIP", out);
      ignored(spec, "externalIPs", out);
      if (!spec.str("sessionAffinity", "None").equals("None")) {
        out.add("spec.SessionAffinity is ignored for headless services");
      }
    }
    if (service.isExternalName() && !service.externalIps().isEmpty()) {
      out.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!service.isExternalName() && !service.externalName().isEmpty()) {
      out.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    return out;
  }

  private static void canonical(String field, List<String> addresses, List<String> out) {
    for (int i = 0; i < addresses.size(); i++) {
      IpAddress address = IpAddress.parse(addresses.get(i));
      if (address != null && !address.toString().equals(addresses.get(i))) {
        out.add(
            field
                + "["
                + i
                + "]: IPv6 address "
                + Str.of(addresses.get(i))
                + " should be in RFC 5952 canonical format ("
                + Str.of(address.toString())
                + ")");
      }
    }
  }

  private static void ignored(Obj spec, String field, List<String> out) {
    boolean set = !spec.str(field).isEmpty() || !spec.arr(field).isEmpty();
    if (set) {
      out.add("spec." + field + " is ignored for headless services");
    }
  }
}
