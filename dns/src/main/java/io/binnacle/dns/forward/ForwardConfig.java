package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who is asked for what. The rule with the longest suffix is for a name; `.` comes last.
///
/// @param rules in any order, each suffix once
public record ForwardConfig(List<ForwardRule> rules) {
  /// Nobody is asked for anything.
  public static final ForwardConfig NONE = new ForwardConfig(List.of());

  /// @throws IllegalArgumentException if two rules are for the same suffix
  public ForwardConfig {
    Set<DnsName> seen = new HashSet<>();
    for (ForwardRule rule : rules) {
      if (!seen.add(rule.suffix())) {
        throw new IllegalArgumentException("two rules for " + rule.suffix());
      }
    }
    rules =
        rules.stream()
            .sorted(Comparator.comparingInt((ForwardRule r) -> r.suffix().size()).reversed())
            .toList();
  }

  /// All names from these servers, as [ForwardOptions#DEFAULTS] says.
  public static ForwardConfig everything(List<Upstream> upstreams) {
    return upstreams.isEmpty()
        ? NONE
        : new ForwardConfig(List.of(ForwardRule.of(DnsName.ROOT, upstreams)));
  }
}
