package io.binnacle.dns.metrics;

/// Which of the zones served a queried name falls in: the `zone` label.
public enum MatchedZone {
  /// The cluster domain.
  CLUSTER,
  /// Addresses of IPv4, backwards.
  IN_ADDR_ARPA,
  /// Addresses of IPv6, backwards.
  IP6_ARPA,
  /// Everything else: `.`.
  OUTSIDE,
  /// None: the query was refused before anybody looked at its name.
  NONE;

  static final int COUNT = values().length;

  /// @param clusterDomain with its closing dot
  String label(String clusterDomain) {
    return switch (this) {
      case CLUSTER -> clusterDomain;
      case IN_ADDR_ARPA -> "in-addr.arpa.";
      case IP6_ARPA -> "ip6.arpa.";
      case OUTSIDE -> ".";
      case NONE -> "dropped";
    };
  }
}
