package io.binnacle.model.view;

import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;

/// A container of a Pod or of a Pod template.
///
/// @param object the container
public record ContainerView(Obj object) {

  /// A port a container says it listens on.
  ///
  /// @param name empty if unnamed
  /// @param protocol `TCP`, `UDP` or `SCTP`
  /// @param containerPort 1..65535
  /// @param hostPort 0 if none
  public record Port(String name, String protocol, int containerPort, int hostPort) {}

  public String name() {
    return object.str("name");
  }

  public String image() {
    return object.str("image");
  }

  /// Whether this is an init container that keeps running beside the others (a sidecar).
  public boolean isRestartable() {
    return object.str("restartPolicy").equals("Always");
  }

  public List<Port> ports() {
    List<Port> out = new ArrayList<>();
    for (Obj port : object.arr("ports").objects()) {
      out.add(
          new Port(
              port.str("name"),
              port.str("protocol", "TCP"),
              (int) port.integer("containerPort", 0),
              (int) port.integer("hostPort", 0)));
    }
    return out;
  }

  static List<ContainerView> all(Obj podSpec, String list) {
    List<ContainerView> out = new ArrayList<>();
    for (Obj container : podSpec.arr(list).objects()) {
      out.add(new ContainerView(container));
    }
    return out;
  }
}
