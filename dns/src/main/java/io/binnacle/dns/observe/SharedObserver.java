package io.binnacle.dns.observe;

import io.binnacle.dns.log.ErrorLog;
import io.binnacle.dns.log.MessageHead;
import io.binnacle.dns.log.QueryLog;
import io.binnacle.dns.metrics.AnswerSource;
import io.binnacle.dns.metrics.CounterBlock;
import io.binnacle.dns.metrics.DnsMetrics;
import io.binnacle.dns.metrics.DropReason;
import io.binnacle.dns.metrics.MatchedZone;
import io.binnacle.dns.metrics.ServerFigures;
import io.binnacle.dns.name.DnsName;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// Sees what the slow path of one listener answers. Any thread; does not block. Everything but the zone and the source is read
/// from the octets of the two messages, so that it counts what went over the wire. Well under a microsecond.
public final class SharedObserver implements AutoCloseable {
  private final DnsMetrics metrics;
  private final CounterBlock block;
  private final QueryLog.Tap tap;
  private final ErrorLog errors;
  private final ServerFigures server;

  SharedObserver(
      DnsMetrics metrics,
      CounterBlock block,
      QueryLog.Tap tap,
      ErrorLog errors,
      ServerFigures server) {
    this.metrics = metrics;
    this.block = block;
    this.tap = tap;
    this.errors = errors;
    this.server = server;
  }

  /// A query was answered.
  ///
  /// @param zone where the name is; [MatchedZone#NONE] if the query was refused for its form
  /// @param source who knew the answer
  /// @param query its first `length` octets are the query
  /// @param reply as it is sent
  /// @param begun when the query came, by [System#nanoTime]
  public void answered(
      MatchedZone zone,
      AnswerSource source,
      byte[] query,
      int length,
      byte[] reply,
      InetSocketAddress client,
      long begun) {
    MemorySegment asked = MemorySegment.ofArray(query);
    MemorySegment told = MemorySegment.ofArray(reply);
    int end = MessageHead.questionEnd(asked, 0, length);
    int type = end < 0 ? 0 : MessageHead.type(asked, 0, end);
    int opt = end < 0 ? -1 : MessageHead.opt(asked, 0, length, end);
    boolean dnssecOk = opt >= 0 && MessageHead.dnssecOk(asked, 0, opt);
    int udpSize = opt < 0 ? 0 : MessageHead.udpSize(asked, 0, opt);
    byte[] address = client.getAddress().getAddress();
    boolean ipv6 = address.length == 16;
    ByteBuffer octets = ByteBuffer.wrap(address);
    long high = ipv6 ? octets.getLong() : 0;
    long low = ipv6 ? octets.getLong() : octets.getInt() & 0xffff_ffffL;

    count(zone, source, type, ipv6, dnssecOk, length, told);
    block.took(zone, System.nanoTime() - begun, 1);
    tap.answered(
        told,
        0,
        length,
        reply.length,
        high,
        low,
        ipv6,
        client.getPort(),
        udpSize,
        dnssecOk,
        begun,
        true);
  }

  /// A query got no reply.
  public void dropped(DropReason reason) {
    block.dropped(reason);
  }

  /// Says why a query is going to be answered with an error. Counting it is up to [#answered].
  public void failed(int rcode, DnsName name, int type, String why) {
    errors.failed(rcode, name, type, why);
  }

  /// A query is going to be answered with what was found by going through the client's search list.
  public void searched() {
    server.searchedForClient();
  }

  /// A query ended in an exception.
  public void bug() {
    server.panicked();
  }

  /// The listener has ended. Its counts stay.
  @Override
  public void close() {
    metrics.retire(block);
  }

  private void count(
      MatchedZone zone,
      AnswerSource source,
      int type,
      boolean ipv6,
      boolean dnssecOk,
      int queryOctets,
      MemorySegment reply) {
    int octets = (int) reply.byteSize();
    int end = MessageHead.questionEnd(reply, 0, octets);
    int opt = end < 0 ? -1 : MessageHead.opt(reply, 0, octets, end);
    int rcode = octets < MessageHead.HEADER ? 0 : MessageHead.rcode(reply, 0, opt);
    block.answered(zone, source, type, rcode, ipv6, dnssecOk, queryOctets, octets);
    int explained = MessageHead.extendedError(reply, 0, octets, opt);
    if (explained >= 0) {
      block.explained(explained);
    }
  }
}
