package io.binnacle.doctor.policy;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One rule of a policy: traffic to one of the ports and from, or to, one of the peers.
///
/// @param direction whether it stands under `ingress` or `egress`
/// @param index its place there, from 0
/// @param ports none for all
/// @param peers none for everybody
public record Rule(Direction direction, int index, List<PolicyPort> ports, List<Peer> peers) {
  public Rule {
    ports = List.copyOf(ports);
    peers = List.copyOf(peers);
  }

  static List<Rule> all(Direction direction, Obj spec) {
    List<Rule> out = new ArrayList<>();
    for (Obj rule : spec.arr(direction.field()).objects()) {
      List<PolicyPort> ports = rule.arr("ports").objects().stream().map(PolicyPort::of).toList();
      List<Peer> peers = rule.arr(direction.peers()).objects().stream().map(Peer::of).toList();
      out.add(new Rule(direction, out.size(), ports, peers));
    }
    return out;
  }

  /// Whether the port is one of its ports.
  ///
  /// @param receiver the Pod that receives, null if none
  public boolean admits(Traffic traffic, @Nullable PodView receiver) {
    return ports.isEmpty() || ports.stream().anyMatch(p -> p.admits(traffic, receiver));
  }

  /// Where it stands: `spec.ingress[0]`.
  public String path() {
    return "spec." + direction.field() + "[" + index + "]";
  }

  /// `TCP 80, TCP 443`.
  public String portsInWords() {
    return ports.isEmpty()
        ? "every port"
        : ports.stream().map(PolicyPort::toString).collect(Collectors.joining(", "));
  }

  /// `Pods with app=web of its own namespace, or 10.0.0.0/8`.
  public String peersInWords() {
    return peers.isEmpty()
        ? "everybody"
        : peers.stream().map(Peer::toString).collect(Collectors.joining(", or "));
  }
}
