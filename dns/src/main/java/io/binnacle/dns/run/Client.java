package io.binnacle.dns.run;

import java.net.InetSocketAddress;

/// Who asks, and how.
///
/// @param address where the query came from
/// @param local where it was sent to
/// @param transport what carried it
public record Client(InetSocketAddress address, InetSocketAddress local, Transport transport) {
  /// What carries messages.
  public enum Transport {
    /// Datagrams: replies have the size the client allows.
    UDP,
    /// A plain connection (RFC 7766).
    TCP,
    /// A connection with TLS (RFC 7858).
    DOT
  }
}
