package io.binnacle.doctor.policy;

import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A NetworkPolicy, read.
///
/// @param key namespace and name
/// @param selector the Pods of its namespace it isolates
/// @param isolates in which directions
/// @param ingress what may come in nevertheless
/// @param egress what may go out nevertheless
public record Policy(
    ObjectKey key,
    LabelSelector selector,
    Set<Direction> isolates,
    List<Rule> ingress,
    List<Rule> egress) {
  public Policy {
    isolates = Set.copyOf(isolates);
    ingress = List.copyOf(ingress);
    egress = List.copyOf(egress);
  }

  /// Reads a policy.
  ///
  /// @return null for one that no API server would have accepted: what it means nobody knows
  public static @Nullable Policy of(Obj policy) {
    Obj spec = policy.obj("spec");
    try {
      return new Policy(
          ObjectKey.of(policy),
          LabelSelector.of(spec.obj("podSelector")),
          directions(spec),
          Rule.all(Direction.INGRESS, spec),
          Rule.all(Direction.EGRESS, spec));
    } catch (SyntaxException e) {
      return null;
    }
  }

  private static Set<Direction> directions(Obj spec) {
    List<String> types = spec.arr("policyTypes").strings();
    Set<Direction> out = EnumSet.noneOf(Direction.class);
    if (types.isEmpty()) {
      out.add(Direction.INGRESS);
      if (!spec.arr("egress").isEmpty()) {
        out.add(Direction.EGRESS);
      }
    }
    for (Direction direction : Direction.values()) {
      if (types.contains(direction.type())) {
        out.add(direction);
      }
    }
    return out;
  }

  /// The rules for one direction, in order.
  public List<Rule> rules(Direction direction) {
    return direction == Direction.INGRESS ? ingress : egress;
  }

  /// Whether it isolates a Pod in a direction. Pods on their node's network are never isolated: their traffic is the node's.
  public boolean isolates(PodView pod, Direction direction) {
    return isolates.contains(direction)
        && pod.namespace().equals(key.namespace())
        && !pod.hostNetwork()
        && selector.matches(pod.labels());
  }

  /// The object it was read from.
  public ObjectRef ref() {
    return new ObjectRef(ResourceName.NETWORK_POLICIES, "NetworkPolicy", key);
  }
}
