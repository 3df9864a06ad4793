package io.binnacle.dns.metrics;

import io.binnacle.dns.forward.ForwardEvents;
import io.binnacle.dns.forward.Upstream;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.Rcode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What other servers are asked and say, under the names CoreDNS has for it now and those it had before 1.11, which dashboards
/// still ask for. Any thread; there are as many figures as configured servers.
public final class ForwardFigures implements ForwardEvents, MetricSource {
  private static final String NAME = "forward";

  private final Map<Upstream, Peer> peers = new ConcurrentHashMap<>();
  private final Map<Loop, Boolean> loops = new ConcurrentHashMap<>();
  private final LongAdder broken = new LongAdder();
  private final LongAdder rejected = new LongAdder();

  private record Loop(Upstream to, DnsName suffix) {}

  private record Use(Upstream.Protocol carrier, boolean hit) {}

  private static final class Peer {
    final Map<Integer, Distribution> answers = new ConcurrentHashMap<>();
    final Map<Use, LongAdder> connections = new ConcurrentHashMap<>();
    final LongAdder failures = new LongAdder();
    final LongAdder healthCheckFailures = new LongAdder();
    final LongAdder hedged = new LongAdder();
    volatile boolean up = true;
  }

  @Override
  public void request(Upstream to, int rcode, long nanos) {
    of(to).answers.computeIfAbsent(rcode, _ -> new Distribution(Buckets.SECONDS)).add(nanos);
  }

  @Override
  public void failed(Upstream to) {
    of(to).failures.increment();
  }

  @Override
  public void healthCheckFailed(Upstream to) {
    of(to).healthCheckFailures.increment();
  }

  @Override
  public void allBroken(DnsName suffix) {
    broken.increment();
  }

  @Override
  public void maxConcurrentReject(DnsName suffix) {
    rejected.increment();
  }

  @Override
  public void connection(Upstream to, Upstream.Protocol carrier, boolean hit) {
    of(to).connections.computeIfAbsent(new Use(carrier, hit), _ -> new LongAdder()).increment();
  }

  @Override
  public void hedged(Upstream to) {
    of(to).hedged.increment();
  }

  @Override
  public void health(Upstream to, boolean up) {
    of(to).up = up;
  }

  @Override
  public void loop(Upstream to, DnsName suffix, boolean looping) {
    loops.put(new Loop(to, suffix), looping);
  }

  @Override
  public void report(Families to) {
    to.counter(
        "coredns_forward_healthcheck_broken",
        "Questions that came while every server was down",
        (double) broken.sum());
    to.counter(
        "coredns_forward_max_concurrent_rejects",
        "Questions refused because too many were under way",
        (double) rejected.sum());
    peers.forEach((upstream, peer) -> report(to, upstream.toString(), peer));
    loops.forEach((loop, looping) ->
        to.gauge(
            "binnacle_dns_forward_loop",
            "1 if what this server is asked comes back to us",
            looping ? 1 : 0,
            "to",
            loop.to.toString(),
            "zone",
            loop.suffix.toString()));
  }

  private static void report(Families to, String name, Peer peer) {
    peer.answers.forEach((rcode, times) -> answers(to, name, Rcode.name(rcode), times));
    double checks = (double) peer.healthCheckFailures.sum();
    String checkHelp = "Health checks without an answer";
    to.counter(
        "coredns_proxy_healthcheck_failures", checkHelp, checks, "proxy_name", NAME, "to", name);
    to.counter("coredns_forward_healthcheck_failures", checkHelp, checks, "to", name);
    peer.connections.forEach((use, count) ->
        to.counter(
            use.hit ? "coredns_proxy_conn_cache_hits" : "coredns_proxy_conn_cache_misses",
            use.hit
                ? "Questions sent over a socket that was open already"
                : "Questions that a socket was opened for",
            (double) count.sum(),
            "proxy_name",
            NAME,
            "to",
            name,
            "proto",
            proto(use.carrier)));
    to.counter(
        "binnacle_dns_forward_failures",
        "Questions that a server let time out, or for which it could not be reached",
        (double) peer.failures.sum(),
        "to",
        name);
    to.counter(
        "binnacle_dns_forward_hedged",
        "Questions put to a second server because this one took long",
        (double) peer.hedged.sum(),
        "to",
        name);
    to.gauge(
        "binnacle_dns_forward_up", "1 for servers that are asked", peer.up ? 1 : 0, "to", name);
  }

  private static void answers(Families to, String name, String rcode, Distribution times) {
    String help = "Time a server took to answer";
    times.report(
        to,
        "coredns_proxy_request_duration_seconds",
        help,
        "proxy_name",
        NAME,
        "to",
        name,
        "rcode",
        rcode);
    times.report(to, "coredns_forward_request_duration_seconds", help, "to", name, "rcode", rcode);
    to.counter(
        "coredns_forward_requests", "Questions answered by a server", times.count(), "to", name);
    to.counter(
        "coredns_forward_responses",
        "Answers of a server",
        times.count(),
        "to",
        name,
        "rcode",
        rcode);
  }

  private static String proto(Upstream.Protocol carrier) {
    return switch (carrier) {
      case UDP -> "udp";
      case TCP -> "tcp";
      case DOT -> "tcp-tls";
    };
  }

  private Peer of(Upstream to) {
    return peers.computeIfAbsent(to, _ -> new Peer());
  }
}
