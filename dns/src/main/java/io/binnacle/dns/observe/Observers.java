package io.binnacle.dns.observe;

import io.binnacle.dns.log.ErrorLog;
import io.binnacle.dns.log.QueryLog;
import io.binnacle.dns.metrics.CounterBlock.Path;
import io.binnacle.dns.metrics.DnsMetrics;
import io.binnacle.dns.metrics.ServerFigures;

/// Hands out observers. Any thread.
///
/// @param metrics sums what they count
/// @param log writes what they show
/// @param errors says why queries failed
/// @param server counts bugs, and search lists gone through
public record Observers(DnsMetrics metrics, QueryLog log, ErrorLog errors, ServerFigures server) {
  /// What carries the queries of a listener.
  public enum Carrier {
    UDP("udp"),
    TCP("tcp"),
    /// As CoreDNS counts it: another server, the same protocol.
    TLS("tcp");

    final String proto;

    Carrier(String proto) {
      this.proto = proto;
    }
  }

  /// For the answers that one thread gives in place.
  ///
  /// @param address as CoreDNS names the server, `dns://:53`
  public ThreadObserver ofThread(String address) {
    return new ThreadObserver(
        metrics,
        metrics.ofThread(address, Carrier.UDP.proto, Path.FAST),
        log.tap(false),
        server::panicked);
  }

  /// For the answers of the slow path, from any thread; close it when the listener ends.
  ///
  /// @param address as CoreDNS names the server, `dns://:53`, `tls://:853`
  public SharedObserver shared(String address, Carrier carrier) {
    return new SharedObserver(
        metrics,
        metrics.shared(address, carrier.proto, Path.SLOW),
        log.tap(carrier != Carrier.UDP),
        errors,
        server);
  }
}
