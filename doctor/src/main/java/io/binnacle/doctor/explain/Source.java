package io.binnacle.doctor.explain;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who sends.
///
/// @param says in words: *Pod default/a, 10.244.1.5 on node n1*
/// @param addresses its addresses, one a family
/// @param pod the Pod, null if none
/// @param node the node whose rules its packets meet; empty if that depends on where they arrive
/// @param sentByNode whether the node itself sends: packets of Pods come in by an interface
record Source(
    String says,
    List<IpAddress> addresses,
    @Nullable PodView pod,
    String node,
    boolean sentByNode) {
  /// Addresses nobody has (RFC 5737, RFC 3849): somebody outside.
  private static final List<IpAddress> SOMEBODY =
      List.of(IpAddress.of("198.51.100.7"), IpAddress.of("2001:db8::7"));

  Source {
    addresses = List.copyOf(addresses);
  }

  /// Whether it is outside the cluster.
  boolean isOutside() {
    return node.isEmpty();
  }

  /// Its address of one family, null if it has none.
  @Nullable IpAddress address(IpAddress.Family family) {
    for (IpAddress address : addresses) {
      if (address.family() == family) {
        return address;
      }
    }
    return null;
  }

  /// Finds it.
  ///
  /// @throws NotThereException if there is no such Pod or node
  static Source of(Place place, Evidence seen) {
    return switch (place) {
      case Place.OfPod(ObjectKey key) -> pod(find(key, seen));
      case Place.OfNode(String name) -> node(name, seen);
      case Place.Outside _ ->
          new Source("a machine outside the cluster", SOMEBODY, null, "", false);
      case Place.At(IpAddress address, _, _) -> at(address, seen);
      case Place.OfService(ObjectKey key, _, _) ->
          throw new NotThereException("Service " + key + " sends nothing: name a Pod behind it");
    };
  }

  private static PodView find(ObjectKey key, Evidence seen) {
    Obj found = seen.find(ResourceName.PODS, key);
    if (found == null) {
      ObjectKey dotted = new ObjectKey("default", key.name() + "." + key.namespace());
      Obj other =
          seen.sees(ResourceName.PODS, "default") ? seen.find(ResourceName.PODS, dotted) : null;
      if (other == null) {
        throw new NotThereException("there is no Pod " + key);
      }
      found = other;
    }
    return PodView.of(found);
  }

  private static Source pod(PodView pod) {
    List<IpAddress> addresses =
        pod.podIps().stream().map(IpAddress::parse).filter(Objects::nonNull).toList();
    if (pod.isTerminal()) {
      throw new NotThereException("Pod " + pod.key() + " has ended: " + pod.phase());
    }
    if (addresses.isEmpty() || pod.nodeName().isEmpty()) {
      throw new NotThereException(
          "Pod "
              + pod.key()
              + (pod.nodeName().isEmpty() ? " is not on a node yet" : " has no address yet")
              + ": it sends nothing");
    }
    String network = pod.hostNetwork() ? ", the node's own network" : "";
    return new Source(
        "Pod " + pod.key() + ", " + addresses.getFirst() + " on node " + pod.nodeName() + network,
        addresses,
        pod,
        pod.nodeName(),
        pod.hostNetwork());
  }

  private static Source node(String name, Evidence seen) {
    Obj found = seen.find(ResourceName.NODES, new ObjectKey("", name));
    if (found == null) {
      throw new NotThereException("there is no node " + name);
    }
    List<IpAddress> addresses = addresses(NodeView.of(found));
    return new Source(
        "node " + name + (addresses.isEmpty() ? "" : ", " + addresses.getFirst()),
        addresses,
        null,
        name,
        true);
  }

  private static Source at(IpAddress address, Evidence seen) {
    Optional<PodView> pod = podAt(address, seen);
    if (pod.isPresent()) {
      return pod(pod.get());
    }
    for (Obj object : seen.glimpse(ResourceName.NODES)) {
      NodeView node = NodeView.of(object);
      if (addresses(node).contains(address)) {
        return node(node.name(), seen);
      }
    }
    return new Source(address + ", outside the cluster", List.of(address), null, "", false);
  }

  /// The Pod with an address of its own, as far as Pods were seen.
  static Optional<PodView> podAt(IpAddress address, Evidence seen) {
    String text = address.toString();
    return seen.glimpse(ResourceName.PODS).stream()
        .map(PodView::of)
        .filter(p -> !p.hostNetwork() && !p.isTerminal() && p.podIps().contains(text))
        .findFirst();
  }

  /// The addresses of a node's own.
  static List<IpAddress> addresses(NodeView node) {
    List<IpAddress> out = new ArrayList<>();
    for (String text : node.addresses("InternalIP")) {
      IpAddress address = IpAddress.parse(text);
      if (address != null) {
        out.add(address);
      }
    }
    return out;
  }
}
