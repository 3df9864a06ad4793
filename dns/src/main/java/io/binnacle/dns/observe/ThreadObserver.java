package io.binnacle.dns.observe;

import io.binnacle.dns.log.MessageHead;
import io.binnacle.dns.log.QueryLog;
import io.binnacle.dns.metrics.AnswerSource;
import io.binnacle.dns.metrics.CounterBlock;
import io.binnacle.dns.metrics.DnsMetrics;
import io.binnacle.dns.metrics.DropReason;
import io.binnacle.dns.metrics.MatchedZone;
import io.binnacle.dns.metrics.QueryCounters;
import java.lang.foreign.MemorySegment;

/// Sees what one listener thread answers in place: counts it, and shows some of it to the log. That thread alone calls it; nothing
/// here blocks or allocates. What goes the slow way the [SharedObserver] sees. Cost: docs/decisions/0066.
public final class ThreadObserver implements QueryCounters {
  /// What IPv4 mapped into IPv6 has before its four octets.
  private static final long MAPPED = 0xffff;

  private final DnsMetrics metrics;
  private final CounterBlock block;
  private final QueryLog.Tap tap;
  private final Runnable bugs;

  // the query of the moment
  private int queryOctets;
  private long high;
  private long low;
  private boolean ipv6;
  private int port;
  private int udpSize;
  private boolean dnssecOk;

  ThreadObserver(DnsMetrics metrics, CounterBlock block, QueryLog.Tap tap, Runnable bugs) {
    this.metrics = metrics;
    this.block = block;
    this.tap = tap;
    this.bugs = bugs;
  }

  @Override
  public void received(
      MemorySegment buffer, long at, int length, long sourceHigh, long sourceLow, int sourcePort) {
    queryOctets = length;
    high = sourceHigh;
    low = sourceLow;
    port = sourcePort;
    long upper = sourceLow >>> 32;
    ipv6 = sourceHigh != 0 || (upper != 0 && upper != MAPPED);
    block.over(ipv6);
    if (tap.on()) {
      lookAtEdns(buffer, at, length);
    }
  }

  @Override
  public void replied(MemorySegment buffer, long at, int length, long begun) {
    tap.answered(
        buffer, at, queryOctets, length, high, low, ipv6, port, udpSize, dnssecOk, begun, false);
  }

  @Override
  public void answered(int type, int rcode, int query, int reply) {
    block.answered(type, rcode, query, reply);
  }

  @Override
  public void answered(
      MatchedZone zone,
      AnswerSource source,
      int type,
      int rcode,
      boolean withDnssec,
      int query,
      int reply) {
    block.answered(zone, source, type, rcode, withDnssec, query, reply);
  }

  @Override
  public void took(long nanos, int queries) {
    block.took(nanos, queries);
  }

  @Override
  public void took(MatchedZone zone, long nanos, int queries) {
    block.took(zone, nanos, queries);
  }

  @Override
  public void dropped() {
    block.dropped();
  }

  @Override
  public void dropped(DropReason reason) {
    block.dropped(reason);
  }

  @Override
  public void bug() {
    bugs.run();
  }

  @Override
  public void explained(int infoCode) {
    block.explained(infoCode);
  }

  @Override
  public void ended() {
    metrics.retire(block);
  }

  private void lookAtEdns(MemorySegment buffer, long at, int length) {
    int end = MessageHead.questionEnd(buffer, at, length);
    int opt = end < 0 ? -1 : MessageHead.opt(buffer, at, length, end);
    udpSize = opt < 0 ? 0 : MessageHead.udpSize(buffer, at, opt);
    dnssecOk = opt >= 0 && MessageHead.dnssecOk(buffer, at, opt);
  }
}
