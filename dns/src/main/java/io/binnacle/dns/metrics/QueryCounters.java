package io.binnacle.dns.metrics;

import java.lang.foreign.MemorySegment;

/// Counts the queries that one listener thread answers in place. Called by that thread alone. A call costs a few plain stores and
/// allocates nothing; [CounterBlock] says how few. For each datagram: [#received], what the
/// answerer counts, and [#replied] if there is a reply.
public interface QueryCounters {
  /// Counts nothing.
  QueryCounters NONE =
      new QueryCounters() {
        @Override
        public void answered(int type, int rcode, int queryOctets, int replyOctets) {}

        @Override
        public void took(long nanos, int queries) {}

        @Override
        public void dropped() {}
      };

  /// One query for a name of the cluster was answered, without the DO bit: as the longer one.
  void answered(int type, int rcode, int queryOctets, int replyOctets);

  /// One query was answered.
  ///
  /// @param zone where the name is
  /// @param source who knew the answer
  /// @param type as asked, 0..65535
  /// @param rcode with its extended part, 0..4095
  /// @param dnssecOk whether the query had the DO bit
  /// @param queryOctets size of the query
  /// @param replyOctets size of the reply
  default void answered(
      MatchedZone zone,
      AnswerSource source,
      int type,
      int rcode,
      boolean dnssecOk,
      int queryOctets,
      int replyOctets) {
    answered(type, rcode, queryOctets, replyOctets);
  }

  /// A batch of queries for names of the cluster was answered: each counts as having taken all of that time.
  ///
  /// @param nanos from reading the first to sending the last
  void took(long nanos, int queries);

  /// The same for names in `zone`.
  default void took(MatchedZone zone, long nanos, int queries) {
    took(nanos, queries);
  }

  /// A message was not a query and got no reply.
  void dropped();

  /// A query got no reply.
  default void dropped(DropReason reason) {
    dropped();
  }

  /// A query is about to be answered in place: what [#answered] counts next is this one.
  ///
  /// @param buffer holds it at `at`
  /// @param length octets received
  /// @param sourceHigh the first 8 octets of the source address; 0 for IPv4
  /// @param sourceLow the last 8 octets, or the 4 of IPv4
  default void received(
      MemorySegment buffer, long at, int length, long sourceHigh, long sourceLow, int sourcePort) {}

  /// Its reply is in the buffer now. Not called for what goes the slow way.
  ///
  /// @param begun when the query came, by [System#nanoTime]; one reading serves a batch
  default void replied(MemorySegment buffer, long at, int length, long begun) {}

  /// The thread has ended and calls nothing any more. What it counted stays counted.
  default void ended() {}

  /// A query answered in place ended in an exception, and got no reply.
  default void bug() {}

  /// A reply said why, in an extended error.
  ///
  /// @param infoCode RFC 8914 §4, 0..65535
  default void explained(int infoCode) {}
}
