package io.binnacle.model.view;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An Endpoints object, hand-made or written by its controller.
///
/// @param object the whole object
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/">Endpoints</a>
public record EndpointsView(Obj object) {

  /// Addresses that share the same ports.
  public record Subset(
      List<Address> addresses, List<Address> notReadyAddresses, List<Port> ports) {}

  /// One backend address.
  ///
  /// @param hostname empty if none
  /// @param nodeName empty if unknown
  /// @param targetRef usually the Pod, null if none
  public record Address(
      String ip, String hostname, String nodeName, @Nullable ObjectReference targetRef) {
    private static List<Address> all(Obj subset, String list) {
      List<Address> out = new ArrayList<>();
      for (Obj address : subset.arr(list).objects()) {
        out.add(
            new Address(
                address.str("ip"),
                address.str("hostname"),
                address.str("nodeName"),
                ObjectReference.orNull(address.obj("targetRef"))));
      }
      return out;
    }
  }

  /// One port of a subset.
  ///
  /// @param name empty if unnamed
  /// @param appProtocol null if not stated
  public record Port(String name, String protocol, int port, @Nullable String appProtocol) {}

  /// A view of `endpoints`.
  public static EndpointsView of(Obj endpoints) {
    return new EndpointsView(endpoints);
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

  public Map<String, String> labels() {
    return Meta.labels(object);
  }

  public List<Subset> subsets() {
    List<Subset> out = new ArrayList<>();
    for (Obj subset : object.arr("subsets").objects()) {
      out.add(
          new Subset(
              Address.all(subset, "addresses"),
              Address.all(subset, "notReadyAddresses"),
              ports(subset)));
    }
    return out;
  }

  private static List<Port> ports(Obj subset) {
    List<Port> out = new ArrayList<>();
    for (Obj port : subset.arr("ports").objects()) {
      out.add(
          new Port(
              port.str("name"),
              port.str("protocol", "TCP"),
              (int) port.integer("port", 0),
              port.strOrNull("appProtocol")));
    }
    return out;
  }
}
