package io.binnacle.model.view;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An EndpointSlice as its controllers and its readers see it.
///
/// @param object the whole object
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/">EndpointSlice</a>
public record SliceView(Obj object) {
  /// The label naming the Service a slice belongs to; every reader groups by it.
  public static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

  /// The label naming who writes a slice.
  public static final String MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by";

  /// The label, with an empty value, on slices and Endpoints of Services without a cluster address.
  public static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

  /// One port of a slice.
  ///
  /// @param name empty if unnamed
  /// @param protocol `TCP`, `UDP` or `SCTP`
  /// @param port null for any port
  /// @param appProtocol null if not stated
  public record Port(
      String name, String protocol, @Nullable Integer port, @Nullable String appProtocol) {}

  /// One backend.
  ///
  /// @param addresses at least one; readers use the first
  /// @param conditions as written, each may be unstated
  /// @param hostname empty if none
  /// @param nodeName empty if unknown
  /// @param zone empty if unknown
  /// @param targetRef usually the Pod, null if none
  /// @param hintZones the zones that should use this endpoint, empty without hints
  /// @param hintNodes the nodes that should use this endpoint, empty without hints
  public record Endpoint(
      List<String> addresses,
      Conditions conditions,
      String hostname,
      String nodeName,
      String zone,
      @Nullable ObjectReference targetRef,
      List<String> hintZones,
      List<String> hintNodes) {

    /// The address readers use, empty if there is none.
    public String address() {
      return addresses.isEmpty() ? "" : addresses.getFirst();
    }

    /// Whether to send new traffic here; unstated means yes.
    public boolean isReady() {
      return !Boolean.FALSE.equals(conditions.ready);
    }

    /// Whether it still answers, terminating or not; unstated means as ready.
    public boolean isServing() {
      return conditions.serving == null ? isReady() : conditions.serving;
    }

    /// Whether it is going away; unstated means no.
    public boolean isTerminating() {
      return Boolean.TRUE.equals(conditions.terminating);
    }

    private static Endpoint of(Obj endpoint) {
      Obj conditions = endpoint.obj("conditions");
      return new Endpoint(
          endpoint.arr("addresses").strings(),
          new Conditions(
              flag(conditions, "ready"),
              flag(conditions, "serving"),
              flag(conditions, "terminating")),
          endpoint.str("hostname"),
          endpoint.str("nodeName"),
          endpoint.str("zone"),
          ObjectReference.orNull(endpoint.obj("targetRef")),
          names(endpoint.obj("hints"), "forZones"),
          names(endpoint.obj("hints"), "forNodes"));
    }

    private static List<String> names(Obj hints, String list) {
      List<String> out = new ArrayList<>();
      for (Obj hint : hints.arr(list).objects()) {
        out.add(hint.str("name"));
      }
      return out;
    }

    private static @Nullable Boolean flag(Obj conditions, String name) {
      return conditions.get(name) instanceof Bool b ? (Boolean) b.value() : null;
    }
  }

  /// The conditions of an endpoint as written: null is "not stated".
  public record Conditions(
      @Nullable Boolean ready, @Nullable Boolean serving, @Nullable Boolean terminating) {}

  /// A view of `slice`.
  public static SliceView of(Obj slice) {
    return new SliceView(slice);
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

  /// The Service this slice belongs to, empty if the label is missing.
  public String serviceName() {
    return object.obj("metadata").obj("labels").str(SERVICE_NAME_LABEL);
  }

  /// Who writes this slice, empty if the label is missing.
  public String managedBy() {
    return object.obj("metadata").obj("labels").str(MANAGED_BY_LABEL);
  }

  /// `IPv4`, `IPv6` or `FQDN`.
  public String addressType() {
    return object.str("addressType");
  }

  public List<Port> ports() {
    List<Port> out = new ArrayList<>();
    for (Obj port : object.arr("ports").objects()) {
      Long number = port.integerOrNull("port");
      out.add(
          new Port(
              port.str("name"),
              port.str("protocol", "TCP"),
              number == null ? null : (Integer) number.intValue(),
              port.strOrNull("appProtocol")));
    }
    return out;
  }

  public List<Endpoint> endpoints() {
    List<Endpoint> out = new ArrayList<>();
    for (Obj endpoint : object.arr("endpoints").objects()) {
      out.add(Endpoint.of(endpoint));
    }
    return out;
  }
}
