package io.binnacle.bench.api;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Services and their slices as JSON, and where they are written.
public final class Bodies {
  private Bodies() {}

  /// A namespace.
  public static ApiCalls.Write namespace(String name) {
    return ApiCalls.Write.create(
        "/api/v1/namespaces",
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  /// Where the Services of a namespace are.
  public static String services(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/services";
  }

  /// Where the slices of a namespace are.
  public static String slices(String namespace) {
    return "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices";
  }

  /// A Service without selector, with one TCP port called `http`.
  ///
  /// @param address its cluster address, or `None`
  public static String service(
      String namespace, String name, String address, int port, int targetPort) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\""
        + name
        + "\",\"namespace\":\""
        + namespace
        + "\"},\"spec\":{\"type\":\"ClusterIP\",\"clusterIP\":\""
        + address
        + "\",\"clusterIPs\":[\""
        + address
        + "\"],\"ports\":[{\"name\":\"http\",\"protocol\":\"TCP\",\"port\":"
        + port
        + ",\"targetPort\":"
        + targetPort
        + "}]}}";
  }

  /// A slice of a Service.
  ///
  /// @param hostnames of the endpoints, as many as addresses, or empty
  public static String slice(
      String namespace,
      String name,
      String service,
      int port,
      List<String> addresses,
      List<String> hostnames) {
    return "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSlice\",\"metadata\":{\"name\":\""
        + name
        + "\",\"labels\":{\"kubernetes.io/service-name\":\""
        + service
        + "\"},\"namespace\":\""
        + namespace
        + "\"},\"addressType\":\"IPv4\",\"ports\":[{\"name\":\"http\",\"port\":"
        + port
        + ",\"protocol\":\"TCP\"}],\"endpoints\":["
        + IntStream.range(0, addresses.size())
            .mapToObj(i ->
                "{\"addresses\":[\""
                    + addresses.get(i)
                    + "\"],\"conditions\":{\"ready\":true}"
                    + (hostnames.isEmpty() ? "" : ",\"hostname\":\"" + hostnames.get(i) + "\"")
                    + "}")
            .collect(Collectors.joining(","))
        + "]}";
  }
}
