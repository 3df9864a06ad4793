package io.binnacle.doctor.policy;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.TargetPort;
import org.jspecify.annotations.Nullable;

/// One entry of a rule's `ports`.
///
/// @param protocol `TCP`, `UDP` or `SCTP`
/// @param name of a container port of the Pod that receives; empty if it is a number or every port
/// @param first the lowest number; 0 for a name and for every port
/// @param last the highest number; `first` unless it is a range
public record PolicyPort(String protocol, String name, int first, int last) {
  static PolicyPort of(Obj port) {
    String protocol = port.str("protocol", "TCP");
    return switch (port.get("port")) {
      case Int n -> {
        int first = (int) n.value();
        yield new PolicyPort(protocol, "", first, (int) port.integer("endPort", first));
      }
      case Str s -> new PolicyPort(protocol, s.value(), 0, 0);
      case null, default -> new PolicyPort(protocol, "", 0, 0);
    };
  }

  /// Whether it is a single number.
  public boolean isNumber() {
    return first != 0 && first == last;
  }

  /// Whether it is the name of a port.
  public boolean isName() {
    return !name.isEmpty();
  }

  /// Whether it lets `traffic` through.
  ///
  /// @param receiver whose port it is, null if that is no Pod: names then mean nothing
  public boolean admits(Traffic traffic, @Nullable PodView receiver) {
    if (!protocol.equals(traffic.protocol())) {
      return false;
    }
    if (isName()) {
      Integer port =
          receiver == null ? null : receiver.resolve(new TargetPort.Named(name), protocol);
      return port != null && port == traffic.port();
    }
    return first == 0 || first <= traffic.port() && traffic.port() <= last;
  }

  /// `TCP 80`, `TCP 8000-8080`, `TCP http`, `every TCP port`.
  @Override
  public String toString() {
    if (isName()) {
      return protocol + " " + name;
    }
    return first == 0
        ? "every " + protocol + " port"
        : protocol + " " + first + (last == first ? "" : "-" + last);
  }
}
