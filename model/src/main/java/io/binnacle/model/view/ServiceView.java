package io.binnacle.model.view;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Service as controllers, DNS, proxy and doctor read it.
///
/// @param object the whole object
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/">Service</a>
public record ServiceView(Obj object) {

  /// What kind of door the Service is.
  public enum Type {
    CLUSTER_IP("ClusterIP"),
    NODE_PORT("NodePort"),
    LOAD_BALANCER("LoadBalancer"),
    EXTERNAL_NAME("ExternalName");

    private final String wire;

    Type(String wire) {
      this.wire = wire;
    }

    /// The word in JSON.
    public String wire() {
      return wire;
    }

    private static Type of(String wire) {
      for (Type type : values()) {
        if (type.wire.equals(wire)) {
          return type;
        }
      }
      return CLUSTER_IP;
    }
  }

  /// One port of a Service.
  ///
  /// @param name empty if unnamed, which only a single port may be
  /// @param protocol `TCP`, `UDP` or `SCTP`
  /// @param port where clients connect, 1..65535
  /// @param targetPort where it leads on the Pod
  /// @param nodePort 0 if none
  /// @param appProtocol null if not stated
  public record Port(
      String name,
      String protocol,
      int port,
      TargetPort targetPort,
      int nodePort,
      @Nullable String appProtocol) {

    private static Port of(Obj port) {
      int number = (int) port.integer("port", 0);
      return new Port(
          port.str("name"),
          port.str("protocol", "TCP"),
          number,
          TargetPort.of(port.get("targetPort"), number),
          (int) port.integer("nodePort", 0),
          port.strOrNull("appProtocol"));
    }
  }

  /// The value of `clusterIP` that makes a Service headless.
  public static final String NONE = "None";

  /// A view of `service`.
  public static ServiceView of(Obj service) {
    return new ServiceView(service);
  }

  public ObjectKey key() {
    return ObjectKey.of(object);
  }

  public String name() {
    return Meta.name(object);
  }

  public String namespace() {
    return Meta.namespace(object);
  }

  public String uid() {
    return Meta.uid(object);
  }

  public Map<String, String> labels() {
    return Meta.labels(object);
  }

  public Type type() {
    return Type.of(spec().str("type"));
  }

  public boolean isExternalName() {
    return type() == Type.EXTERNAL_NAME;
  }

  /// `None`, an address, or empty (ExternalName, or not yet allocated).
  public String clusterIp() {
    return spec().str("clusterIP");
  }

  /// `[None]`, one or two addresses, or none. Falls back to [#clusterIp] for objects written before dual-stack.
  public List<String> clusterIps() {
    List<String> all = spec().arr("clusterIPs").strings();
    return !all.isEmpty() || clusterIp().isEmpty() ? all : List.of(clusterIp());
  }

  /// Whether there is a virtual address, that is, `clusterIP` is neither empty nor `None`.
  public boolean hasClusterIp() {
    return !clusterIp().isEmpty() && !isHeadless();
  }

  /// Whether `clusterIP` is `None`.
  public boolean isHeadless() {
    return clusterIp().equals(NONE);
  }

  /// The labels a Pod must carry; empty means that no controller makes endpoints.
  public Map<String, String> selector() {
    return spec().obj("selector").stringMap();
  }

  /// Whether a controller makes the endpoints. An empty selector counts as none, as upstream's storage makes it.
  public boolean hasSelector() {
    return !spec().obj("selector").isEmpty();
  }

  public List<Port> ports() {
    List<Port> out = new ArrayList<>();
    for (Obj port : spec().arr("ports").objects()) {
      out.add(Port.of(port));
    }
    return out;
  }

  /// The name an ExternalName Service stands for, as written; empty for none.
  public String externalName() {
    return spec().str("externalName");
  }

  public List<String> externalIps() {
    return spec().arr("externalIPs").strings();
  }

  /// `IPv4`, `IPv6` in order of preference; empty for ExternalName.
  public List<String> ipFamilies() {
    return spec().arr("ipFamilies").strings();
  }

  /// `SingleStack`, `PreferDualStack`, `RequireDualStack`, or empty.
  public String ipFamilyPolicy() {
    return spec().str("ipFamilyPolicy");
  }

  /// Whether Pods that are not ready are published too.
  public boolean publishNotReadyAddresses() {
    return spec().bool("publishNotReadyAddresses", false);
  }

  /// Whether traffic from outside goes to endpoints of the receiving node only.
  public boolean externalTrafficLocal() {
    return spec().str("externalTrafficPolicy").equals("Local");
  }

  /// Whether traffic from inside goes to endpoints of the same node only.
  public boolean internalTrafficLocal() {
    return spec().str("internalTrafficPolicy").equals("Local");
  }

  /// Whether the Service can be reached from outside: LoadBalancer, NodePort, or ClusterIP with external addresses.
  public boolean isExternallyAccessible() {
    return switch (type()) {
      case LOAD_BALANCER, NODE_PORT -> true;
      case CLUSTER_IP -> !spec().arr("externalIPs").isEmpty();
      case EXTERNAL_NAME -> false;
    };
  }

  /// Whether a node must answer load balancers' health checks: LoadBalancer with external traffic policy Local.
  public boolean needsHealthCheckNodePort() {
    return type() == Type.LOAD_BALANCER && externalTrafficLocal();
  }

  /// The health-check node port, 0 if none.
  public int healthCheckNodePort() {
    return (int) spec().integer("healthCheckNodePort", 0);
  }

  /// Seconds one client keeps its endpoint, 1..86400; 0 without session affinity.
  public int affinitySeconds() {
    if (!spec().str("sessionAffinity").equals("ClientIP")) {
      return 0;
    }
    return (int)
        spec().obj("sessionAffinityConfig").obj("clientIP").integer("timeoutSeconds", 10_800);
  }

  /// Empty, or which endpoints traffic should prefer: `PreferClose`, …
  public String trafficDistribution() {
    return spec().str("trafficDistribution");
  }

  /// The load balancer class asked for, null if none.
  public @Nullable String loadBalancerClass() {
    return spec().strOrNull("loadBalancerClass");
  }

  /// The addresses and host names under `status.loadBalancer.ingress`, in order.
  public List<String> ingress() {
    List<String> out = new ArrayList<>();
    for (Obj ingress : object.obj("status").obj("loadBalancer").arr("ingress").objects()) {
      String ip = ingress.str("ip");
      out.add(ip.isEmpty() ? ingress.str("hostname") : ip);
    }
    return out;
  }

  /// The addresses under `status.loadBalancer.ingress` that nodes answer on: those with `ipMode` VIP or none stated.
  public List<String> virtualIngress() {
    List<String> out = new ArrayList<>();
    for (Obj ingress : object.obj("status").obj("loadBalancer").arr("ingress").objects()) {
      if (!ingress.str("ip").isEmpty() && ingress.str("ipMode", "VIP").equals("VIP")) {
        out.add(ingress.str("ip"));
      }
    }
    return out;
  }

  /// The blocks of clients a load balancer admits, as written; empty for all.
  public List<String> loadBalancerSourceRanges() {
    return spec().arr("loadBalancerSourceRanges").strings();
  }

  private Obj spec() {
    return object.obj("spec");
  }
}
