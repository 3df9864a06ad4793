package io.binnacle.model.validate;

import static io.binnacle.model.validate.ServiceRules.SPEC;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;

/// What a Service says in vain.
final class ServiceWarnings {
  private ServiceWarnings() {}

  static List<String> of(Obj service) {
    List<String> out = new ArrayList<>();
    ServiceView view = ServiceView.of(service);
    Obj spec = service.obj("spec");
    if (Meta.annotation(service, ServiceRules.TOPOLOGY_HINTS) != null) {
      out.add(
          "annotation "
              + ServiceRules.TOPOLOGY_HINTS
              + " is deprecated, please use "
              + ServiceRules.TOPOLOGY_MODE
              + " instead");
    }
    if (view.hasClusterIp()) {
      addresses(spec.arr("clusterIPs").strings(), SPEC.child("clusterIPs"), out);
    }
    if (view.type() == ServiceView.Type.CLUSTER_IP && view.isHeadless()) {
      headless(view, spec, out);
    }
    addresses(view.externalIps(), SPEC.child("externalIPs"), out);
    out.addAll(AddressWarnings.ip(spec.str("loadBalancerIP"), SPEC.child("loadBalancerIP")));
    int i = 0;
    for (String range : spec.arr("loadBalancerSourceRanges").strings()) {
      FieldPath path = SPEC.child("loadBalancerSourceRanges").index(i++);
      out.addAll(AddressWarnings.cidr(range, path));
    }
    if (view.isExternalName() && !view.externalIps().isEmpty()) {
      out.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!view.isExternalName() && !view.externalName().isEmpty()) {
      out.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    return out;
  }

  private static void headless(ServiceView view, Obj spec, List<String> out) {
    if (!spec.str("loadBalancerIP").isEmpty()) {
      out.add("spec.loadBalancerIP is ignored for headless services");
    }
    if (!view.externalIps().isEmpty()) {
      out.add("spec.externalIPs is ignored for headless services");
    }
    if (!spec.str("sessionAffinity").equals("None")) {
      out.add("spec.SessionAffinity is ignored for headless services");
    }
  }

  private static void addresses(List<String> addresses, FieldPath path, List<String> out) {
    for (int i = 0; i < addresses.size(); i++) {
      out.addAll(AddressWarnings.ip(addresses.get(i), path.index(i)));
    }
  }
}
