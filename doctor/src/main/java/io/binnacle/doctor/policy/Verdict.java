package io.binnacle.doctor.policy;

import java.util.List;

/// What the policies of one end say of traffic in one direction.
public sealed interface Verdict {
  /// Whether it passes.
  default boolean isOpen() {
    return !(this instanceof Blocked);
  }

  /// No policy has a say.
  ///
  /// @param why for people: *no policy isolates Pod shop/web-1 for ingress*
  record Free(String why) implements Verdict {}

  /// A rule lets it through.
  record Allowed(Policy policy, Rule rule) implements Verdict {}

  /// The Pod is isolated, and no rule lets it through.
  ///
  /// @param misses one for every rule of every policy that isolates the Pod; one for a policy without rules
  record Blocked(List<Miss> misses) implements Verdict {
    public Blocked {
      misses = List.copyOf(misses);
    }
  }
}
