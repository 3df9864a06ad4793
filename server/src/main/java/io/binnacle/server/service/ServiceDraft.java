package io.binnacle.server.service;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;

/// A Service while its addresses and ports are being settled: the fields that takes, loose and mutable. For one thread.
final class ServiceDraft {
  private final Obj service;

  final ServiceView.Type type;
  final boolean hasSelector;

  /// `None`, an address, or empty.
  String clusterIp;

  final List<String> clusterIps;
  final List<String> families;

  /// Empty for none.
  String policy;

  /// The ports as they are in the object; replaced one by one.
  final List<Obj> ports;

  /// 0 for none.
  long healthCheckNodePort;

  ServiceDraft(Obj service) {
    this.service = service;
    ServiceView view = ServiceView.of(service);
    Obj spec = service.obj("spec");
    this.type = view.type();
    this.hasSelector = view.hasSelector();
    this.clusterIp = view.clusterIp();
    // not the view's, which falls back to clusterIP: here the difference counts
    this.clusterIps = new ArrayList<>(spec.arr("clusterIPs").strings());
    this.families = new ArrayList<>(view.ipFamilies());
    this.policy = view.ipFamilyPolicy();
    this.ports = new ArrayList<>(spec.arr("ports").objects());
    this.healthCheckNodePort = view.healthCheckNodePort();
  }

  boolean isExternalName() {
    return type == ServiceView.Type.EXTERNAL_NAME;
  }

  /// Whether `clusterIP` is `None`.
  boolean isHeadless() {
    return clusterIp.equals(ServiceView.NONE);
  }

  /// Whether the type has node ports.
  boolean needsNodePorts() {
    return switch (type) {
      case NODE_PORT, LOAD_BALANCER -> true;
      case CLUSTER_IP, EXTERNAL_NAME -> false;
    };
  }

  /// Whether ports without a node port get one.
  boolean allocatesNodePorts() {
    return switch (type) {
      case NODE_PORT -> true;
      case LOAD_BALANCER -> service.obj("spec").bool("allocateLoadBalancerNodePorts", true);
      case CLUSTER_IP, EXTERNAL_NAME -> false;
    };
  }

  boolean needsHealthCheckNodePort() {
    return ServiceView.of(service).needsHealthCheckNodePort();
  }

  /// The node port of the port at `index`, 0 if it has none.
  int nodePort(int index) {
    return (int) ports.get(index).integer("nodePort", 0);
  }

  void nodePort(int index, int nodePort) {
    ports.set(index, ports.get(index).with("nodePort", nodePort));
  }

  /// The node ports in use, in order of the ports.
  List<Integer> nodePorts() {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      if (nodePort(i) != 0) {
        out.add(nodePort(i));
      }
    }
    return out;
  }

  /// The node ports a stored Service holds. An ExternalName may name some and hold none: nobody checks them there.
  List<Integer> heldNodePorts() {
    return needsNodePorts() ? nodePorts() : List.of();
  }

  /// The refusal of this Service for these reasons.
  ApiException invalid(List<FieldError> errors) {
    return new ApiException(Status.invalid("", "Service", Meta.name(service), errors));
  }

  /// The object with the fields as they now stand; empty ones are left out.
  Obj build() {
    return service.change(
        "spec",
        spec ->
            orWithout(
                    list(
                        list(
                            text(text(spec, "clusterIP", clusterIp), "ipFamilyPolicy", policy),
                            "clusterIPs",
                            clusterIps),
                        "ipFamilies",
                        families),
                    "healthCheckNodePort",
                    healthCheckNodePort)
                .withOrWithout("ports", ports.isEmpty() ? null : Arr.copyOf(ports)));
  }

  private static Obj text(Obj spec, String field, String value) {
    return value.isEmpty() ? spec.without(field) : spec.with(field, value);
  }

  private static Obj list(Obj spec, String field, List<String> value) {
    return value.isEmpty() ? spec.without(field) : spec.with(field, Arr.strings(value));
  }

  private static Obj orWithout(Obj spec, String field, long value) {
    return value == 0 ? spec.without(field) : spec.with(field, value);
  }
}
