package io.binnacle.dns.run;

import io.binnacle.dns.name.DnsName;
import java.util.Iterator;

/// Where the reply to one query goes. Called from any thread; ends with exactly one call that has `last` set, or one of
/// [#nothing].
public interface ReplySink {
  /// @param message belongs to the sink from now on
  /// @param last false only within a zone transfer, which is many messages
  void message(byte[] message, boolean last);

  /// A reply of many messages, which are taken as fast as the client reads them.
  ///
  /// @param all has one at least; makes each when it is asked for, without waiting for anything
  default void messages(Iterator<byte[]> all) {
    while (all.hasNext()) {
      byte[] message = all.next();
      message(message, !all.hasNext());
    }
  }

  /// The query deserves no reply.
  void nothing();

  /// Says why the reply that is about to come is a failure, for those who keep logs.
  ///
  /// @param why one sentence; may hold what came from the network
  default void failed(int rcode, DnsName name, int type, String why) {}

  /// The reply that is about to come was found by going through the client's search list, for those who count.
  default void searched() {}
}
