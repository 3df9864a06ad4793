package io.binnacle.dns.observe;

import io.binnacle.dns.log.MessageHead;
import io.binnacle.dns.log.QueryLog;
import io.binnacle.dns.metrics.CounterBlock;
import io.binnacle.dns.metrics.DnsMetrics;
import io.binnacle.dns.metrics.QueryCounters;
import java.lang.foreign.MemorySegment;

/// Sees what one listener thread answers in place. That thread alone calls it; nothing here blocks or allocates.
///
/// For each datagram: [#received], then the answerer, which counts through [#counters], then [#replied] if there is a
/// reply. What goes the slow way needs no [#replied]; the [SharedObserver] sees it. Cost of the three with the log off:
/// docs/decisions/0066.
public final class ThreadObserver implements AutoCloseable {
  /// What IPv4 mapped into IPv6 has before its four octets.
  private static final long MAPPED = 0xffff;

  private final DnsMetrics metrics;
  private final CounterBlock block;
  private final QueryLog.Tap tap;

  // the query of the moment
  private int queryOctets;
  private long high;
  private long low;
  private boolean ipv6;
  private int port;
  private int udpSize;
  private boolean dnssecOk;

  ThreadObserver(DnsMetrics metrics, CounterBlock block, QueryLog.Tap tap) {
    this.metrics = metrics;
    this.block = block;
    this.tap = tap;
  }

  /// For the answerer of this thread, and for what its listener drops and how long it takes.
  public QueryCounters counters() {
    return block;
  }

  /// A query is about to be answered.
  ///
  /// @param buffer holds it at `at`
  /// @param length octets received
  /// @param sourceHigh the first 8 octets of the source address; 0 for IPv4
  /// @param sourceLow the last 8 octets, or the 4 of IPv4
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

  /// Its reply is in the buffer now.
  ///
  /// @param begun when the query came, by [System#nanoTime]; one reading serves a batch
  public void replied(MemorySegment buffer, long at, int length, long begun) {
    tap.answered(
        buffer, at, queryOctets, length, high, low, ipv6, port, udpSize, dnssecOk, begun, false);
  }

  /// The thread has ended. Its counts stay.
  @Override
  public void close() {
    metrics.retire(block);
  }

  private void lookAtEdns(MemorySegment buffer, long at, int length) {
    int end = MessageHead.questionEnd(buffer, at, length);
    int opt = end < 0 ? -1 : MessageHead.opt(buffer, at, length, end);
    udpSize = opt < 0 ? 0 : MessageHead.udpSize(buffer, at, opt);
    dnssecOk = opt >= 0 && MessageHead.dnssecOk(buffer, at, opt);
  }
}
