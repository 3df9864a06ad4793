package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;
import java.util.List;

/// Who is asked for names at and below a suffix. A stub domain is such a rule.
///
/// @param suffix whose names it is for; the root for all that no other rule is for
/// @param upstreams at most 15 (CoreDNS's limit); none means that nobody is asked and the name is refused
/// @param options how they are used
public record ForwardRule(DnsName suffix, List<Upstream> upstreams, ForwardOptions options) {
  /// Upstreams a rule may have.
  public static final int MAX_UPSTREAMS = 15;

  /// @throws IllegalArgumentException if there are too many upstreams
  public ForwardRule {
    upstreams = List.copyOf(upstreams);
    if (upstreams.size() > MAX_UPSTREAMS) {
      throw new IllegalArgumentException(
          upstreams.size() + " upstreams for " + suffix + ", want at most " + MAX_UPSTREAMS);
    }
  }

  /// Used as [ForwardOptions#DEFAULTS] says.
  public static ForwardRule of(DnsName suffix, List<Upstream> upstreams) {
    return new ForwardRule(suffix, upstreams, ForwardOptions.DEFAULTS);
  }
}
