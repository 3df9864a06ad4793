package io.binnacle.model.defaults;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import org.jspecify.annotations.Nullable;

/// Service. Type, affinity and protocols have their static defaults already.
final class ServiceDefaults {
  private static final Obj CLIENT_IP = Obj.of("clientIP", Obj.of("timeoutSeconds", Int.of(10_800)));

  private ServiceDefaults() {}

  static Obj apply(Obj service) {
    Obj out = service.change("spec", ServiceDefaults::affinityAndPorts);
    ServiceView view = ServiceView.of(out);
    boolean external = view.isExternallyAccessible();
    out =
        out.change("spec", s -> external ? absentIs(s, "externalTrafficPolicy", "Cluster") : s)
            .change(
                "spec",
                s -> view.isExternalName() ? s : absentIs(s, "internalTrafficPolicy", "Cluster"));
    return view.type() == ServiceView.Type.LOAD_BALANCER ? loadBalancer(out) : out;
  }

  private static Obj affinityAndPorts(Obj spec) {
    Obj out = affinity(spec);
    return out.has("ports") ? out.with("ports", out.arr("ports").map(ServiceDefaults::port)) : out;
  }

  private static Obj affinity(Obj spec) {
    return switch (spec.str("sessionAffinity")) {
      case "None" -> spec.without("sessionAffinityConfig");
      case "ClientIP" -> {
        Obj clientIp = spec.obj("sessionAffinityConfig").obj("clientIP");
        yield clientIp.has("timeoutSeconds") ? spec : spec.with("sessionAffinityConfig", CLIENT_IP);
      }
      default -> spec;
    };
  }

  private static Value port(Value port) {
    if (!(port instanceof Obj p)) {
      return port;
    }
    return isUnset(p.get("targetPort")) ? p.with("targetPort", p.integer("port", 0)) : p;
  }

  private static boolean isUnset(@Nullable Value targetPort) {
    return targetPort == null
        || targetPort instanceof Int n && n.value() == 0
        || targetPort instanceof Str s && s.value().isEmpty();
  }

  private static Obj loadBalancer(Obj service) {
    Obj out =
        service.change(
            "spec",
            s ->
                s.has("allocateLoadBalancerNodePorts")
                    ? s
                    : s.with("allocateLoadBalancerNodePorts", true));
    Arr ingress = out.obj("status").obj("loadBalancer").arr("ingress");
    if (ingress.isEmpty()) {
      return out;
    }
    Arr moded = ingress.map(ServiceDefaults::ipMode);
    return out.change("status", s -> s.change("loadBalancer", l -> l.with("ingress", moded)));
  }

  private static Value ipMode(Value ingress) {
    return ingress instanceof Obj i && !i.str("ip").isEmpty() && !i.has("ipMode")
        ? i.with("ipMode", "VIP")
        : ingress;
  }

  private static Obj absentIs(Obj spec, String field, String value) {
    return spec.str(field).isEmpty() ? spec.with(field, value) : spec;
  }
}
