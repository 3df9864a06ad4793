package io.binnacle.dns.run;

/// Where the reply to one query goes. Called from any thread; ends with exactly one call that has `last` set, or one of
/// [#nothing].
public interface ReplySink {
  /// @param message belongs to the sink from now on
  /// @param last false only within a zone transfer, which is many messages
  void message(byte[] message, boolean last);

  /// The query deserves no reply.
  void nothing();
}
