package io.binnacle.doctor.rollout;

import io.binnacle.model.defaults.KindDefaults;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What an API server fills in when it takes an object.
public final class Admitted {
  private static final Schema SCHEMA = Schema.builtIn();
  private static final ResourceType POD = type(ResourceName.PODS);

  private Admitted() {}

  private static ResourceType type(ResourceName name) {
    ResourceType type = SCHEMA.resource(name);
    if (type == null) {
      throw new IllegalStateException("the schema lacks " + name);
    }
    return type;
  }

  /// `object` with its defaults and a UID, which is the same whenever the object is.
  ///
  /// @param namespaced whether it lives in a namespace, `default` if it names none
  public static Obj object(ResourceName resource, Obj object, boolean namespaced) {
    Obj out = defaulted(resource, object);
    if (namespaced && Meta.namespace(out).isEmpty()) {
      out = out.change("metadata", m -> m.with("namespace", "default"));
    } else if (!namespaced) {
      out = out.change("metadata", m -> m.without("namespace"));
    }
    String identity = resource + " " + Meta.namespace(out) + " " + Meta.name(out);
    String uid = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    return out.change("metadata", m -> m.has("uid") ? m : m.with("uid", uid));
  }

  /// `object` with its defaults; as it is if it is of a kind the schema does not know, or so malformed that no server would take it.
  static Obj defaulted(ResourceName resource, Obj object) {
    ResourceType type = SCHEMA.resource(resource);
    try {
      return type != null ? KindDefaults.apply(object, type) : withTemplate(object);
    } catch (RuntimeException e) {
      return object; // a value of a type nobody expects; checks read it with forgiving views
    }
  }

  private static Obj withTemplate(Obj object) {
    Obj template = object.obj("spec").obj("template");
    return template.isEmpty()
        ? object
        : object.change("spec", s -> s.with("template", KindDefaults.apply(template, POD)));
  }

  /// A Service with the addresses and node ports it would get.
  public static Obj service(Obj service, Addresses addresses) {
    ServiceView view = ServiceView.of(service);
    if (view.isExternalName()) {
      return service;
    }
    Obj out = withFamilies(service, view, addresses);
    out = view.isHeadless() ? headless(out) : withClusterIps(out, addresses);
    return withNodePorts(out, ServiceView.of(out), addresses);
  }

  /// Claims what a Service asks for by name, so that no other gets it.
  public static void claim(Obj service, Addresses addresses) {
    ServiceView view = ServiceView.of(service);
    view.clusterIps().forEach(addresses::take);
    for (ServiceView.Port port : view.ports()) {
      if (port.nodePort() != 0) {
        addresses.take(Integer.toString(port.nodePort()));
      }
    }
  }

  private static Obj withFamilies(Obj service, ServiceView view, Addresses addresses) {
    List<String> families = new ArrayList<>(view.ipFamilies());
    if (families.isEmpty()) {
      String first = view.clusterIps().isEmpty() ? "" : view.clusterIps().getFirst();
      families.add(
          first.contains(":")
              ? "IPv6"
              : first.contains(".") ? "IPv4" : addresses.families().getFirst());
    }
    String policy = view.ipFamilyPolicy().isEmpty() ? "SingleStack" : view.ipFamilyPolicy();
    if (!policy.equals("SingleStack")) {
      for (String other : addresses.families()) {
        if (!families.contains(other)) {
          families.add(other);
        }
      }
    }
    return service.change(
        "spec", s -> s.with("ipFamilies", Arr.strings(families)).with("ipFamilyPolicy", policy));
  }

  private static Obj headless(Obj service) {
    return service.change("spec", s -> s.with("clusterIPs", Arr.of(Str.of(ServiceView.NONE))));
  }

  private static Obj withClusterIps(Obj service, Addresses addresses) {
    ServiceView view = ServiceView.of(service);
    List<String> out = new ArrayList<>();
    if (!view.clusterIp().isEmpty()) {
      out.add(view.clusterIp());
    }
    List<String> listed = view.clusterIps();
    for (int i = out.size(); i < view.ipFamilies().size(); i++) {
      boolean has = i < listed.size() && !listed.get(i).equals(ServiceView.NONE);
      out.add(has ? listed.get(i) : addresses.service(view.ipFamilies().get(i)));
    }
    return service.change(
        "spec", s -> s.with("clusterIP", out.getFirst()).with("clusterIPs", Arr.strings(out)));
  }

  private static Obj withNodePorts(Obj service, ServiceView view, Addresses addresses) {
    boolean needs =
        switch (view.type()) {
          case NODE_PORT -> true;
          case LOAD_BALANCER -> service.obj("spec").bool("allocateLoadBalancerNodePorts", true);
          case CLUSTER_IP, EXTERNAL_NAME -> false;
        };
    Obj out =
        needs
            ? service.change(
                "spec", s -> s.with("ports", s.arr("ports").map(p -> port(p, addresses))))
            : service;
    if (view.needsHealthCheckNodePort() && view.healthCheckNodePort() == 0) {
      out = out.change("spec", s -> s.with("healthCheckNodePort", addresses.nodePort()));
    }
    if (view.type() == ServiceView.Type.LOAD_BALANCER && view.ingress().isEmpty()) {
      Obj ingress = Obj.of("ip", Str.of(addresses.balancer()), "ipMode", Str.of("VIP"));
      Obj status = Obj.of("loadBalancer", Obj.of("ingress", Arr.of(ingress)));
      out = out.with("status", status);
    }
    return out;
  }

  private static Value port(Value port, Addresses addresses) {
    return port instanceof Obj p && p.integer("nodePort", 0) == 0
        ? p.with("nodePort", addresses.nodePort())
        : port;
  }
}
