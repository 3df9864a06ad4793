package io.binnacle.proxy.plan;

import java.util.List;

/// What becomes of a new connection to one address and port.
public sealed interface Fate {
  /// It goes to one of `backends`, each as likely as the other.
  ///
  /// @param backends sorted, without duplicates, never empty
  record Forward(List<Backend> backends) implements Fate {
    public Forward {
      backends = List.copyOf(backends);
      if (backends.isEmpty()) {
        throw new IllegalArgumentException("forward to no backend: that is reject or drop");
      }
    }

    @Override
    public String toString() {
      return backends.toString();
    }
  }

  /// It is refused at once: the port has no usable endpoint in the whole cluster.
  record Reject() implements Fate {
    @Override
    public String toString() {
      return "reject";
    }
  }

  /// It gets no answer: there are endpoints, but none this node may use. A load balancer then tries another node.
  record Drop() implements Fate {
    @Override
    public String toString() {
      return "drop";
    }
  }

  /// It depends on where it comes from (external traffic policy Local): what comes from outside keeps its source address
  /// and to this node's endpoints; local Pods and the node itself may use any.
  ///
  /// @param outside forward or drop
  /// @param inside where Pods of this node and the node itself are sent
  record ByOrigin(Fate outside, Forward inside) implements Fate {
    public ByOrigin {
      if (outside instanceof ByOrigin) {
        throw new IllegalArgumentException("origin is asked once");
      }
    }

    @Override
    public String toString() {
      return "outside " + outside + " inside " + inside;
    }
  }
}
