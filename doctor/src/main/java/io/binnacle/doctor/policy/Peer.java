package io.binnacle.doctor.policy;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One entry of a rule's `from` or `to`.
public sealed interface Peer {
  /// Whether `party` is meant.
  ///
  /// @param home the namespace of the policy
  /// @param labels the labels of a namespace
  boolean matches(Party party, String home, Function<String, Map<String, String>> labels);

  /// Pods, by labels.
  ///
  /// @param namespaces which namespaces they are in; null for the policy's own
  /// @param pods which of their Pods
  record Pods(@Nullable LabelSelector namespaces, LabelSelector pods) implements Peer {
    @Override
    public boolean matches(Party party, String home, Function<String, Map<String, String>> labels) {
      return party instanceof Party.OfPod(PodView pod)
          && pods.matches(pod.labels())
          && isIn(pod.namespace(), home, labels);
    }

    /// Whether a namespace is meant.
    public boolean isIn(
        String namespace, String home, Function<String, Map<String, String>> labels) {
      if (namespaces == null) {
        return namespace.equals(home);
      }
      return namespaces.isEverything() || namespaces.matches(labels.apply(namespace));
    }

    @Override
    public String toString() {
      String who = pods.isEverything() ? "every Pod" : "Pods with " + pods;
      if (namespaces == null) {
        return who + " of its own namespace";
      }
      return who
          + (namespaces.isEverything()
              ? " of every namespace"
              : " of namespaces with " + namespaces);
    }
  }

  /// A block of addresses with holes.
  record Block(Cidr cidr, List<Cidr> except) implements Peer {
    /// Whether an address is in the block and in none of its holes.
    public boolean contains(IpAddress address) {
      return cidr.contains(address) && except.stream().noneMatch(hole -> hole.contains(address));
    }

    /* A Pod that has no address yet may get one of the block. */
    @Override
    public boolean matches(Party party, String home, Function<String, Map<String, String>> labels) {
      List<IpAddress> addresses = party.addresses();
      return addresses.isEmpty() || addresses.stream().anyMatch(this::contains);
    }

    @Override
    public String toString() {
      return cidr
          + (except.isEmpty()
              ? ""
              : except.stream()
                  .map(Cidr::toString)
                  .collect(Collectors.joining(", ", " without ", "")));
    }
  }

  /// Reads a peer.
  ///
  /// @throws SyntaxException if no API server would have accepted it
  static Peer of(Obj peer) {
    Obj namespaces = peer.get("namespaceSelector") instanceof Obj o ? o : null;
    Obj pods = peer.get("podSelector") instanceof Obj o ? o : null;
    if (namespaces != null || pods != null) {
      return new Pods(
          namespaces == null ? null : LabelSelector.of(namespaces),
          pods == null ? LabelSelector.EVERYTHING : LabelSelector.of(pods));
    }
    Obj block = peer.obj("ipBlock");
    List<Cidr> except = new ArrayList<>();
    for (String hole : block.arr("except").strings()) {
      except.add(cidr(hole));
    }
    return new Block(cidr(block.str("cidr")), List.copyOf(except));
  }

  private static Cidr cidr(String text) {
    Cidr block = Cidr.parseAround(text);
    if (block == null) {
      throw new SyntaxException("not a CIDR block: " + text);
    }
    return block;
  }
}
