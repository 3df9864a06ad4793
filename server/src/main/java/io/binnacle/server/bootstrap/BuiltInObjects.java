package io.binnacle.server.bootstrap;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.SliceView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The objects a cluster begins with. Pure.
public final class BuiltInObjects {
  /// Namespaces that are there from the start and cannot be deleted, but for the last.
  static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  /// The name of the API's own Service, Endpoints and slice, in namespace `default`.
  static final String KUBERNETES = "kubernetes";

  private static final long DNS_OFFSET = 10;

  private BuiltInObjects() {}

  /// The address of the API's Service: the first of the range.
  public static IpAddress apiAddress(Cidr services) {
    return services.address(1);
  }

  /// The address of the cluster DNS: the tenth of the range, by convention.
  public static IpAddress dnsAddress(Cidr services) {
    return services.address(DNS_OFFSET);
  }

  static Obj namespace(String name) {
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Namespace")
        .put("metadata", Obj.of("name", Str.of(name)))
        .build();
  }

  /// The class of storage that claims get which ask for none: folders of this machine, see `control.claim`.
  static Obj localStorageClass() {
    return Obj.builder()
        .put("apiVersion", "storage.k8s.io/v1")
        .put("kind", "StorageClass")
        .put(
            "metadata",
            Obj.builder()
                .put("name", "local")
                .put(
                    "annotations",
                    Obj.of("storageclass.kubernetes.io/is-default-class", Str.of("true")))
                .build())
        .put("provisioner", "binnacle.io/local")
        .put("reclaimPolicy", "Delete")
        .put("volumeBindingMode", "WaitForFirstConsumer")
        .build();
  }

  /// What proxies and users read to know the ranges of Service addresses.
  static Obj serviceRanges(List<Cidr> ranges, Instant now) {
    Obj ready =
        Obj.builder()
            .put("type", "Ready")
            .put("status", "True")
            .put("reason", "")
            .put("message", "Kubernetes Service CIDR is ready")
            .put("lastTransitionTime", Timestamps.seconds(now))
            .build();
    return Obj.builder()
        .put("apiVersion", "networking.k8s.io/v1")
        .put("kind", "ServiceCIDR")
        .put("metadata", Obj.of("name", Str.of(KUBERNETES)))
        .put("spec", Obj.of("cidrs", Arr.strings(ranges.stream().map(Cidr::toString).toList())))
        .put("status", Obj.of("conditions", Arr.of(ready)))
        .build();
  }

  static Obj apiService(Cidr services, int apiPort) {
    Obj labels = Obj.of("component", Str.of("apiserver"), "provider", Str.of("kubernetes"));
    Obj port = port("https", "TCP", 443).with("targetPort", apiPort);
    return service("default", KUBERNETES, labels, apiAddress(services), List.of(port), Obj.EMPTY);
  }

  /// @param address where the API can be reached from Pods; null if this machine has no such address
  static Obj apiEndpoints(@Nullable IpAddress address, int apiPort) {
    Obj metadata =
        Obj.builder()
            .put("name", KUBERNETES)
            .put("namespace", "default")
            .put("labels", Obj.of("endpointslice.kubernetes.io/skip-mirror", Str.of("true")))
            .build();
    Obj endpoints =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Endpoints")
            .put("metadata", metadata)
            .build();
    if (address == null) {
      return endpoints;
    }
    Obj subset =
        Obj.of(
            "addresses",
            Arr.of(Obj.of("ip", Str.of(address.toString()))),
            "ports",
            Arr.of(port("https", "TCP", apiPort)));
    return endpoints.with("subsets", Arr.of(subset));
  }

  static Obj apiSlice(@Nullable IpAddress address, int apiPort) {
    Obj ready = Obj.EMPTY.with("ready", true);
    Arr endpoints =
        address == null
            ? Arr.EMPTY
            : Arr.of(Obj.of("addresses", Arr.of(Str.of(address.toString())), "conditions", ready));
    return Obj.builder()
        .put("apiVersion", "discovery.k8s.io/v1")
        .put("kind", "EndpointSlice")
        .put(
            "metadata",
            Obj.builder()
                .put("name", KUBERNETES)
                .put("namespace", "default")
                .put("labels", Obj.of(SliceView.SERVICE_NAME_LABEL, Str.of(KUBERNETES)))
                .build())
        .put("addressType", address != null && address.isIpv6() ? "IPv6" : "IPv4")
        .put("endpoints", endpoints)
        .put("ports", Arr.of(port("https", "TCP", apiPort)))
        .build();
  }

  static Obj dnsService(Cidr services) {
    Obj labels =
        Obj.builder()
            .put("k8s-app", "kube-dns")
            .put("kubernetes.io/cluster-service", "true")
            .put("kubernetes.io/name", "CoreDNS")
            .build();
    List<Obj> ports =
        List.of(port("dns", "UDP", 53), port("dns-tcp", "TCP", 53), port("metrics", "TCP", 9153));
    return service(
        "kube-system",
        "kube-dns",
        labels,
        dnsAddress(services),
        ports,
        Obj.of("k8s-app", Str.of("kube-dns")));
  }

  private static Obj port(String name, String protocol, int number) {
    return Obj.builder().put("name", name).put("protocol", protocol).put("port", number).build();
  }

  private static Obj service(
      String namespace, String name, Obj labels, IpAddress address, List<Obj> ports, Obj selector) {
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Service")
        .put(
            "metadata",
            Obj.builder()
                .put("name", name)
                .put("namespace", namespace)
                .put("labels", labels)
                .build())
        .put(
            "spec",
            Obj.builder()
                .put("clusterIP", address.toString())
                .put("clusterIPs", Arr.of(Str.of(address.toString())))
                .put("ports", Arr.copyOf(ports))
                .putIfPresent("selector", selector.isEmpty() ? null : selector)
                .build())
        .build();
  }
}
