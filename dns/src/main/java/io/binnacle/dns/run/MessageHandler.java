package io.binnacle.dns.run;

/// Answers whole messages. Any thread.
@FunctionalInterface
public interface MessageHandler {
  /// Answers the first `length` octets of `message`: before this returns, or later from another thread. Does not block.
  ///
  /// @param message belongs to the handler from now on
  void resolve(byte[] message, int length, Client client, ReplySink out);
}
