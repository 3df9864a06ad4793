package io.binnacle.node.pod;

import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.node.pod.Observed.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether a node takes a Pod that is bound to it. The scheduler has asked the same; a Pod with `spec.nodeName` of its own
/// has passed it by.
public final class Admission {
  private Admission() {}

  /// @param others the Pods the node has taken, ended ones may be among them
  /// @param node the Node, `{}` if it is not known yet
  /// @param allocatable what the node can give
  /// @return null if the node takes it
  public static @Nullable Rejection check(
      Obj pod, List<Obj> others, Obj node, Map<String, Quantity> allocatable) {
    List<Obj> running = others.stream().filter(o -> !PodLife.isTerminal(o)).toList();
    if (!node.isEmpty() && !NodeView.of(node).isSelectedBy(pod.obj("spec"))) {
      return new Rejection(
          "NodeAffinity",
          "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
    }
    for (HostPort wanted : hostPorts(pod)) {
      for (Obj other : running) {
        if (hostPorts(other).stream().anyMatch(wanted::meets)) {
          return new Rejection(
              "NodePorts",
              "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod"
                  + " ports");
        }
      }
    }
    long places = Limits.whole(text(allocatable, "pods"));
    if (places > 0 && running.size() + 1 > places) {
      return lacking("pods", 1, running.size(), places);
    }
    Rejection cpu = resource("cpu", 3, pod, running, allocatable);
    return cpu != null ? cpu : resource("memory", 0, pod, running, allocatable);
  }

  private static @Nullable Rejection resource(
      String name, int digits, Obj pod, List<Obj> running, Map<String, Quantity> allocatable) {
    long wanted = requested(pod, name, digits);
    long used = running.stream().mapToLong(o -> requested(o, name, digits)).sum();
    String has = text(allocatable, name);
    long capacity = digits == 3 ? Limits.milli(has) : Limits.whole(has);
    return wanted > 0 && used + wanted > capacity ? lacking(name, wanted, used, capacity) : null;
  }

  private static Rejection lacking(String resource, long wanted, long used, long capacity) {
    return new Rejection(
        "OutOf" + resource,
        "Node didn't have enough resource: "
            + resource
            + ", requested: "
            + wanted
            + ", used: "
            + used
            + ", capacity: "
            + capacity);
  }

  /// What a Pod asks for: its containers and sidecars together, or the greediest of its init containers with the sidecars
  /// before it, whichever is more.
  private static long requested(Obj pod, String resource, int digits) {
    long sidecars = 0;
    long init = 0;
    for (Obj container : pod.obj("spec").arr("initContainers").objects()) {
      long own = request(container, resource, digits);
      if (container.str("restartPolicy").equals("Always")) {
        sidecars += own;
      } else {
        init = Math.max(init, sidecars + own);
      }
    }
    long main = sidecars;
    for (Obj container : pod.obj("spec").arr("containers").objects()) {
      main += request(container, resource, digits);
    }
    return Math.max(main, init);
  }

  private static long request(Obj container, String resource, int digits) {
    String asked = container.obj("resources").obj("requests").str(resource);
    return digits == 3 ? Limits.milli(asked) : Limits.whole(asked);
  }

  private static String text(Map<String, Quantity> quantities, String name) {
    return quantities.getOrDefault(name, Quantity.ZERO).toString();
  }

  /// A port of the node a Pod takes for itself.
  private record HostPort(String address, String protocol, long port) {
    boolean meets(HostPort other) {
      boolean overlap = isAny() || other.isAny() || address.equals(other.address);
      return overlap && port == other.port && protocol.equals(other.protocol);
    }

    private boolean isAny() {
      return address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
    }
  }

  private static List<HostPort> hostPorts(Obj pod) {
    List<HostPort> out = new ArrayList<>();
    for (String list : new String[] {"containers", "initContainers"}) {
      for (Obj container : pod.obj("spec").arr(list).objects()) {
        for (Obj port : container.arr("ports").objects()) {
          long number = port.integer("hostPort", 0);
          if (number > 0) {
            out.add(new HostPort(port.str("hostIP"), port.str("protocol", "TCP"), number));
          }
        }
      }
    }
    return out;
  }
}
