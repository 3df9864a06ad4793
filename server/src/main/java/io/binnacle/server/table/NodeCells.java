package io.binnacle.server.table;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.Map;
import java.util.TreeSet;

/// The cells of a Node.
final class NodeCells {
  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
  private static final String ROLE = "kubernetes.io/role";

  private NodeCells() {}

  static String status(Obj node) {
    String ready = "Unknown";
    for (Obj condition : node.obj("status").arr("conditions").objects()) {
      if (condition.str("type").equals("Ready")) {
        ready = condition.str("status").equals("True") ? "Ready" : "NotReady";
      }
    }
    return node.obj("spec").bool("unschedulable", false) ? ready + ",SchedulingDisabled" : ready;
  }

  static String roles(Obj node) {
    TreeSet<String> roles = new TreeSet<>();
    for (Map.Entry<String, String> label : Meta.labels(node).entrySet()) {
      if (label.getKey().startsWith(ROLE_PREFIX)) {
        roles.add(label.getKey().substring(ROLE_PREFIX.length()));
      } else if (label.getKey().equals(ROLE)) {
        roles.add(label.getValue());
      }
    }
    roles.remove("");
    return Cells.orNone(String.join(",", roles));
  }

  /// The first address of `type`, `InternalIP` or `ExternalIP`.
  static String address(Obj node, String type) {
    for (Obj address : node.obj("status").arr("addresses").objects()) {
      if (address.str("type").equals(type)) {
        return address.str("address");
      }
    }
    return Cells.NONE;
  }
}
