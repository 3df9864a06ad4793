package io.binnacle.dns.observe;

import io.binnacle.dns.log.ErrorLog;
import io.binnacle.dns.log.QueryLog;
import io.binnacle.dns.metrics.CounterBlock.Path;
import io.binnacle.dns.metrics.DnsMetrics;

/// Hands out observers. Any thread.
///
/// @param metrics sums what they count
/// @param log writes what they show
/// @param errors says why queries failed
public record Observers(DnsMetrics metrics, QueryLog log, ErrorLog errors) {
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
  /// @param server as CoreDNS names it, `dns://:53`
  public ThreadObserver ofThread(String server) {
    return new ThreadObserver(
        metrics, metrics.ofThread(server, Carrier.UDP.proto, Path.FAST), log.tap(false));
  }

  /// For the answers of the slow path, from any thread; close it when the listener ends.
  ///
  /// @param server as CoreDNS names it, `dns://:53`, `tls://:853`
  public SharedObserver shared(String server, Carrier carrier) {
    return new SharedObserver(
        metrics,
        metrics.shared(server, carrier.proto, Path.SLOW),
        log.tap(carrier != Carrier.UDP),
        errors);
  }
}
