package io.binnacle.model.validate;

import static io.binnacle.model.validate.ObjectMetaRules.ANNOTATIONS;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// Service. Addresses and node ports have been allocated before this looks, as upstream does it.
final class ServiceRules implements KindRules {
  static final FieldPath SPEC = FieldPath.of("spec");
  static final String ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

  static final String TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints";
  static final String TOPOLOGY_MODE = "service.kubernetes.io/topology-mode";
  private static final String SOURCE_RANGES =
      "service.beta.kubernetes.io/load-balancer-source-ranges";
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> TRAFFIC_POLICIES = List.of("Cluster", "Local");
  private static final int AFFINITY_MAX = 86_400;

  @Override
  public void create(Obj service, Errors out) {
    ObjectMetaRules.create(service, true, NameRule.DNS_1035_LABEL, out);
    topologyAnnotations(service, out);
    Obj spec = service.obj("spec");
    String type = spec.str("type");
    byType(spec, type, out);
    ServicePortRules.ports(spec.arr("ports").objects(), SPEC.child("ports"), out);
    LabelRules.labels(spec.obj("selector"), SPEC.child("selector"), out);
    sessionAffinity(spec, out);
    ServiceIpRules.related(spec, out);
    externalIps(spec, out);
    out.requiredOneOf(spec, SPEC, "type", TYPES);
    ServicePortRules.uniqueness(
        spec.arr("ports").objects(), SPEC.child("ports"), type.equals("ClusterIP"), out);
    sourceRanges(service, spec, type, out);
    loadBalancerNodePorts(spec, type, out);
    loadBalancerClass(spec, type, out);
    externalTraffic(service, spec, out);
    internalTraffic(spec, type, out);
    out.oneOf(spec, SPEC, "trafficDistribution", List.of("PreferClose"));
  }

  @Override
  public void update(Obj service, Obj old, Errors out) {
    ObjectMetaRules.update(service, old, out);
    Obj spec = service.obj("spec");
    ServiceIpRules.update(spec, old.obj("spec"), out);
    boolean bothBalance =
        spec.str("type").equals("LoadBalancer")
            && old.obj("spec").str("type").equals("LoadBalancer");
    if (bothBalance && !Same.field(spec, old.obj("spec"), "loadBalancerClass")) {
      out.invalid(
          SPEC.child("loadBalancerClass"),
          spec.get("loadBalancerClass"),
          "may not change once set");
    }
    loadBalancerClass(spec, spec.str("type"), out);
    boolean stillNeeded =
        ServiceView.of(old).needsHealthCheckNodePort()
            && ServiceView.of(service).needsHealthCheckNodePort();
    if (stillNeeded && !Same.field(spec, old.obj("spec"), "healthCheckNodePort")) {
      out.forbidden(SPEC.child("healthCheckNodePort"), Errors.IMMUTABLE);
    }
    create(service, out);
  }

  @Override
  public void updateStatus(Obj service, Obj old, Errors out) {
    ObjectMetaRules.update(service, old, out);
    ServiceStatusRules.loadBalancer(
        service.obj("status").obj("loadBalancer"),
        FieldPath.of("status", "loadBalancer"),
        service.obj("spec").str("type"),
        out);
  }

  static boolean isHeadless(Obj spec) {
    return spec.arr("clusterIPs").strings().equals(List.of(ServiceView.NONE));
  }

  private static void topologyAnnotations(Obj service, Errors out) {
    String hints = Meta.annotation(service, TOPOLOGY_HINTS);
    String mode = Meta.annotation(service, TOPOLOGY_MODE);
    if (hints != null && mode != null && !mode.equals(hints)) {
      out.invalid(
          ANNOTATIONS.key(TOPOLOGY_MODE),
          mode,
          "must match annotations[" + TOPOLOGY_HINTS + "] when both are specified");
    }
  }

  private static void byType(Obj spec, String type, Errors out) {
    boolean headless = isHeadless(spec);
    if (spec.arr("ports").isEmpty() && !headless && !type.equals("ExternalName")) {
      out.required(SPEC.child("ports"));
    }
    if (headless && (type.equals("LoadBalancer") || type.equals("NodePort"))) {
      out.invalid(
          SPEC.child("clusterIPs").index(0),
          ServiceView.NONE,
          "may not be set to 'None' for " + type + " services");
    }
    if (type.equals("ExternalName")) {
      externalName(spec, out);
    }
  }

  private static void externalName(Obj spec, Errors out) {
    String not = "may not be set for ExternalName services";
    for (String list : List.of("clusterIPs", "ipFamilies")) {
      if (!spec.arr(list).isEmpty()) {
        out.forbidden(SPEC.child(list), not);
      }
    }
    if (spec.strOrNull("ipFamilyPolicy") != null) {
      out.forbidden(SPEC.child("ipFamilyPolicy"), not);
    }
    String name = spec.str("externalName");
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (bare.isEmpty()) {
      out.required(SPEC.child("externalName"));
    } else {
      out.invalidEach(SPEC.child("externalName"), bare, Names.isDns1123Subdomain(bare));
    }
  }

  private static void sessionAffinity(Obj spec, Errors out) {
    out.requiredOneOf(spec, SPEC, "sessionAffinity", List.of("ClientIP", "None"));
    FieldPath path = SPEC.child("sessionAffinityConfig");
    switch (spec.str("sessionAffinity")) {
      case "ClientIP" -> clientIp(spec, path, out);
      case "None" -> {
        if (spec.get("sessionAffinityConfig") instanceof Obj) {
          out.forbidden(path, "must not be set when session affinity is None");
        }
      }
      default -> {}
    }
  }

  private static void clientIp(Obj spec, FieldPath path, Errors out) {
    String when = "when session affinity type is ClientIP";
    Obj config = spec.obj("sessionAffinityConfig");
    FieldPath clientIp = path.child("clientIP");
    if (!(spec.get("sessionAffinityConfig") instanceof Obj)) {
      out.required(path, when);
    } else if (!(config.get("clientIP") instanceof Obj)) {
      out.required(clientIp, when);
    } else if (!(config.obj("clientIP").get("timeoutSeconds") instanceof Int timeout)) {
      out.required(clientIp.child("timeoutSeconds"), when);
    } else if (timeout.value() <= 0 || timeout.value() > AFFINITY_MAX) {
      out.invalid(
          clientIp.child("timeoutSeconds"),
          timeout,
          "must be greater than 0 and less than " + AFFINITY_MAX);
    }
  }

  private static void externalIps(Obj spec, Errors out) {
    int i = 0;
    for (String text : spec.arr("externalIPs").strings()) {
      FieldPath path = SPEC.child("externalIPs").index(i++);
      IpAddress address = AddressRules.ip(text, path, out);
      if (address != null) {
        AddressRules.notSpecial(address, text, path, out);
      }
    }
  }

  private static void sourceRanges(Obj service, Obj spec, String type, Errors out) {
    List<String> ranges = spec.arr("loadBalancerSourceRanges").strings();
    String annotation = Meta.annotation(service, SOURCE_RANGES);
    boolean wrongType = !type.equals("LoadBalancer");
    if (!ranges.isEmpty()) {
      FieldPath path = SPEC.child("LoadBalancerSourceRanges"); // upstream's capital L
      if (wrongType) {
        out.forbidden(path, ONLY_LOAD_BALANCER);
      }
      for (int i = 0; i < ranges.size(); i++) {
        AddressRules.cidr(ranges.get(i).strip(), path.index(i), out);
      }
    } else if (annotation != null) {
      FieldPath path = ANNOTATIONS.key(SOURCE_RANGES);
      if (wrongType) {
        out.forbidden(path, ONLY_LOAD_BALANCER);
      }
      if (!annotation.isBlank()) {
        for (String range : annotation.strip().split(",", -1)) {
          AddressRules.cidr(range.strip(), path, out);
        }
      }
    }
  }

  private static void loadBalancerNodePorts(Obj spec, String type, Errors out) {
    boolean set = spec.has("allocateLoadBalancerNodePorts");
    boolean loadBalancer = type.equals("LoadBalancer");
    if (set && !loadBalancer) {
      out.forbidden(SPEC.child("allocateLoadBalancerNodePorts"), ONLY_LOAD_BALANCER);
    } else if (!set && loadBalancer) {
      out.required(FieldPath.of("allocateLoadBalancerNodePorts")); // upstream leaves out spec
    }
  }

  private static void loadBalancerClass(Obj spec, String type, Errors out) {
    FieldPath path = SPEC.child("loadBalancerClass");
    String name = spec.strOrNull("loadBalancerClass");
    boolean loadBalancer = type.equals("LoadBalancer");
    if (name != null && loadBalancer) {
      out.invalidEach(path, name, Names.isQualifiedName(name));
    } else if (name != null) {
      out.forbidden(path, ONLY_LOAD_BALANCER);
    }
  }

  private static void externalTraffic(Obj service, Obj spec, Errors out) {
    ServiceView view = ServiceView.of(service);
    String policy = spec.str("externalTrafficPolicy");
    if (view.isExternallyAccessible()) {
      out.requiredOneOf(spec, SPEC, "externalTrafficPolicy", TRAFFIC_POLICIES);
    } else if (!policy.isEmpty()) {
      out.invalid(
          SPEC.child("externalTrafficPolicy"),
          policy,
          "may only be set for externally-accessible services");
    }
    FieldPath path = SPEC.child("healthCheckNodePort");
    int port = view.healthCheckNodePort();
    if (!view.needsHealthCheckNodePort()) {
      if (port != 0) {
        out.invalid(
            path,
            Int.of(port),
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
      }
    } else if (port == 0) {
      out.required(path);
    } else {
      AddressRules.portNumber(port, path, out);
    }
  }

  private static void internalTraffic(Obj spec, String type, Errors out) {
    boolean needed = TYPES.contains(type) && !type.equals("ExternalName");
    if (needed && spec.strOrNull("internalTrafficPolicy") == null) {
      out.required(SPEC.child("internalTrafficPolicy"));
    }
    out.oneOf(spec, SPEC, "internalTrafficPolicy", TRAFFIC_POLICIES);
  }
}
