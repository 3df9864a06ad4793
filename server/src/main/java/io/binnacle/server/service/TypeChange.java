package io.binnacle.server.service;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// What a change of `type` (or of what depends on it) wipes: values that no longer make sense and that the client did
/// not touch in the same request. A value it did touch stays, and validation refuses it.
final class TypeChange {
  private TypeChange() {}

  /// `next` without the leftovers of `old`. Addresses and ports of both are settled.
  static Obj wiped(Obj next, Obj old) {
    ServiceView to = ServiceView.of(next);
    ServiceView from = ServiceView.of(old);
    Obj spec = next.obj("spec");
    Obj was = old.obj("spec");
    if (!from.isExternalName() && to.isExternalName()) {
      if (same(spec, was, "clusterIP") && same(spec, was, "clusterIPs")) {
        spec = spec.without("clusterIP").without("clusterIPs");
      }
      spec = dropIfSame(dropIfSame(spec, was, "ipFamilies"), was, "ipFamilyPolicy");
    }
    if (hasNodePorts(from) && !hasNodePorts(to) && nodePorts(was).containsAll(nodePorts(spec))) {
      spec = withoutNodePorts(spec);
    }
    if (from.needsHealthCheckNodePort() && !to.needsHealthCheckNodePort()) {
      spec = dropIfSame(spec, was, "healthCheckNodePort");
    }
    boolean balanced = from.type() == ServiceView.Type.LOAD_BALANCER;
    boolean balances = to.type() == ServiceView.Type.LOAD_BALANCER;
    if (balanced && !balances) {
      spec =
          dropIfSame(
              dropIfSame(spec, was, "allocateLoadBalancerNodePorts"), was, "loadBalancerClass");
    }
    if (from.isExternallyAccessible() && !to.isExternallyAccessible()) {
      spec = dropIfSame(spec, was, "externalTrafficPolicy");
    }
    Obj wiped = next.with("spec", spec);
    return balances
        ? wiped
        : wiped.change("status", status -> status.with("loadBalancer", Obj.EMPTY));
  }

  private static boolean same(Obj spec, Obj was, String field) {
    return Objects.equals(spec.get(field), was.get(field));
  }

  private static Obj dropIfSame(Obj spec, Obj was, String field) {
    return same(spec, was, field) ? spec.without(field) : spec;
  }

  private static boolean hasNodePorts(ServiceView service) {
    return switch (service.type()) {
      case NODE_PORT, LOAD_BALANCER -> true;
      case CLUSTER_IP, EXTERNAL_NAME -> false;
    };
  }

  private static Set<Long> nodePorts(Obj spec) {
    Set<Long> out = new HashSet<>();
    for (Obj port : spec.arr("ports").objects()) {
      out.add(port.integer("nodePort", 0));
    }
    out.remove(0L);
    return out;
  }

  private static Obj withoutNodePorts(Obj spec) {
    return spec.get("ports") instanceof Arr ports
        ? spec.with("ports", ports.map(p -> p instanceof Obj o ? o.without("nodePort") : p))
        : spec;
  }
}
