package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;

/// What is worth counting about forwarding. Called by the forwarding thread only, which must not be held up.
public interface ForwardEvents {
  /// Counts nothing.
  ForwardEvents NONE = new ForwardEvents() {};

  /// A server answered: CoreDNS's `coredns_proxy_request_duration_seconds`.
  ///
  /// @param rcode with the extended bits of EDNS
  /// @param nanos from sending to receiving
  default void request(Upstream to, int rcode, long nanos) {}

  /// A server let a question time out, or could not be reached.
  default void failed(Upstream to) {}

  /// A probe got no answer: `coredns_proxy_healthcheck_failures_total`.
  default void healthCheckFailed(Upstream to) {}

  /// A question came while all servers of the rule were down: `coredns_forward_healthcheck_broken_total`.
  default void allBroken(DnsName suffix) {}

  /// A question was refused because too many were under way: `coredns_forward_max_concurrent_rejects_total`.
  default void maxConcurrentReject(DnsName suffix) {}

  /// A question went out: `coredns_proxy_conn_cache_hits_total` and `…_misses_total`.
  ///
  /// @param carrier what it went over
  /// @param hit whether over a socket or connection that was open already
  default void connection(Upstream to, Upstream.Protocol carrier, boolean hit) {}

  /// A second server was asked because the first took longer than usual.
  default void hedged(Upstream to) {}

  /// A server went down or came back.
  default void health(Upstream to, boolean up) {}

  /// What a server is asked comes back to us, or does so no longer.
  default void loop(Upstream to, DnsName suffix, boolean looping) {}
}
