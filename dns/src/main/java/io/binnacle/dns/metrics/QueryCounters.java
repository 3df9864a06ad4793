package io.binnacle.dns.metrics;

/// Counts queries of one listener thread. One writer, any number of readers; a call costs a few plain stores and allocates
/// nothing.
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

  /// One query was answered.
  ///
  /// @param type as asked, 0..65535
  /// @param rcode 0..23
  /// @param queryOctets size of the query
  /// @param replyOctets size of the reply
  void answered(int type, int rcode, int queryOctets, int replyOctets);

  /// A batch of queries was answered: each counts as having taken all of that time.
  ///
  /// @param nanos from reading the first to sending the last
  void took(long nanos, int queries);

  /// A query got no reply.
  void dropped();
}
