package io.binnacle.dns.forward;

/// What came of a question for a name outside.
public sealed interface OutsideAnswer {
  /// A server's message, as wire octets: header, the question, records; any OPT taken out. Id and flags of the header are the
  /// server's; TTLs are as they are to be sent now. The array is never changed again by anybody.
  ///
  /// @param stale whether it has outlived its TTL and no server could be reached (RFC 8767)
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Answered(byte[] message, boolean stale) implements OutsideAnswer {}

  /// Nobody gave an answer worth passing on: SERVFAIL.
  ///
  /// @param why for the log and for an extended error, `no upstream answered in 5 s`
  record Failed(String why) implements OutsideAnswer {}

  /// Too much is under way: REFUSED.
  record Overloaded() implements OutsideAnswer {}

  /// Nobody is asked for names like this: REFUSED.
  record Nobody() implements OutsideAnswer {}
}
