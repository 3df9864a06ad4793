package io.binnacle.doctor.corpus.world;

import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether NetworkPolicies let a connection pass.
final class Policies {
  private final Settled settled;

  Policies(Settled settled) {
    this.settled = settled;
  }

  /// Why not, empty if it passes.
  ///
  /// @param from the Pod that asks, null for a stranger or a node
  /// @param to the Pod it ends at, null for outside
  String refuses(
      @Nullable PodView from,
      String source,
      @Nullable PodView to,
      String destination,
      int port,
      String protocol) {
    if (from != null
        && !from.hostNetwork()
        && blocks(from, "Egress", "to", to, destination, to, port, protocol)) {
      return "egress of " + from.key() + " does not allow " + destination + ":" + port;
    }
    if (to != null
        && !to.hostNetwork()
        && blocks(to, "Ingress", "from", from, source, to, port, protocol)) {
      return "ingress of " + to.key() + " does not allow " + source + " to port " + port;
    }
    return "";
  }

  private boolean blocks(
      PodView of,
      String type,
      String side,
      @Nullable PodView peer,
      String ip,
      @Nullable PodView target,
      int port,
      String protocol) {
    boolean isolated = false;
    for (Obj policy : settled.all(Kinds.NETWORK_POLICIES)) {
      Obj spec = policy.obj("spec");
      List<String> types = spec.arr("policyTypes").strings();
      boolean applies =
          types.isEmpty() ? type.equals("Ingress") || spec.has("egress") : types.contains(type);
      if (!applies
          || !ObjectKey.of(policy).namespace().equals(of.namespace())
          || !LabelSelector.of(spec.obj("podSelector")).matches(of.labels())) {
        continue;
      }
      isolated = true;
      for (Obj rule : spec.arr(type.equals("Ingress") ? "ingress" : "egress").objects()) {
        if (peers(rule.arr(side).objects(), peer, ip, of.namespace())
            && ports(rule.arr("ports").objects(), target, port, protocol)) {
          return false;
        }
      }
    }
    return isolated;
  }

  private boolean peers(List<Obj> peers, @Nullable PodView peer, String ip, String own) {
    if (peers.isEmpty()) {
      return true;
    }
    for (Obj each : peers) {
      if (each.has("ipBlock")) {
        IpAddress address = IpAddress.of(ip);
        boolean in = Cidr.of(each.obj("ipBlock").str("cidr")).contains(address);
        if (in
            && each.obj("ipBlock").arr("except").strings().stream()
                .noneMatch(c -> Cidr.of(c).contains(address))) {
          return true;
        }
      } else if (peer != null && !peer.hostNetwork()) {
        boolean place =
            each.has("namespaceSelector")
                ? LabelSelector.of(each.obj("namespaceSelector"))
                    .matches(labelsOf(peer.namespace()))
                : peer.namespace().equals(own);
        if (place
            && (!each.has("podSelector")
                || LabelSelector.of(each.obj("podSelector")).matches(peer.labels()))) {
          return true;
        }
      }
    }
    return false;
  }

  private Map<String, String> labelsOf(String namespace) {
    Obj found = settled.find(ResourceName.NAMESPACES, new ObjectKey("", namespace));
    return found == null ? Map.of() : found.obj("metadata").obj("labels").stringMap();
  }

  private static boolean ports(
      List<Obj> ports, @Nullable PodView target, int port, String protocol) {
    if (ports.isEmpty()) {
      return true;
    }
    for (Obj each : ports) {
      if (!each.str("protocol", "TCP").equals(protocol)) {
        continue;
      }
      Value wanted = each.get("port");
      long end = each.integer("endPort", 0);
      if (wanted == null
          || wanted instanceof Int n && (n.value() == port || n.value() <= port && port <= end)
          || wanted instanceof Str s
              && target != null
              && named(target, s.value(), protocol) == port) {
        return true;
      }
    }
    return false;
  }

  private static int named(PodView pod, String name, String protocol) {
    return pod.containers().stream()
        .flatMap(c -> c.ports().stream())
        .filter(p -> p.name().equals(name) && p.protocol().equals(protocol))
        .mapToInt(p -> p.containerPort())
        .findFirst()
        .orElse(0);
  }
}
