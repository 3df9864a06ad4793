package io.binnacle.dns.metrics;

import io.binnacle.dns.name.DnsName;

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

  private static final DnsName REVERSE_4 = DnsName.of("in-addr.arpa");
  private static final DnsName REVERSE_6 = DnsName.of("ip6.arpa");

  /// The zone that `name` is in.
  ///
  /// @param clusterDomain the cluster zone
  public static MatchedZone of(DnsName name, DnsName clusterDomain) {
    if (name.isUnder(clusterDomain)) {
      return CLUSTER;
    }
    if (name.isUnder(REVERSE_4)) {
      return IN_ADDR_ARPA;
    }
    return name.isUnder(REVERSE_6) ? IP6_ARPA : OUTSIDE;
  }

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
