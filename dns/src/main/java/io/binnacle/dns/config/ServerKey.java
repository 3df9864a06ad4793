package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;

/// A zone that a server block answers for, and where.
///
/// @param zone the root for everything
/// @param port 0..65535
public record ServerKey(Scheme scheme, DnsName zone, int port) {
  /// What carries queries.
  public enum Scheme {
    /// UDP and TCP.
    DNS,
    /// TLS on TCP (RFC 7858).
    TLS
  }

  @Override
  public String toString() {
    return (scheme == Scheme.TLS ? "tls://" : "") + zone + ":" + port;
  }
}
