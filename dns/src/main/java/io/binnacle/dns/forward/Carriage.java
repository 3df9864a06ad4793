package io.binnacle.dns.forward;

import io.netty.channel.IoEventLoop;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What every socket needs of its surroundings. The loop's thread only.
///
/// @param loop the thread, and where sockets wait for data
/// @param clock nanoseconds since the start
/// @param random for message ids
/// @param dispatcher who is told what came
/// @param settled to be run when that may have set new times
/// @param events who counts
record Carriage(
    IoEventLoop loop,
    LongSupplier clock,
    RandomGenerator random,
    Dispatcher dispatcher,
    Runnable settled,
    ForwardEvents events) {

  /// See [Dispatcher#replied].
  boolean replied(Attempt attempt, byte[] message, long now) {
    boolean reply = dispatcher.replied(attempt, message, now);
    settled.run();
    return reply;
  }

  /// All of these attempts are lost. See [Dispatcher#lost].
  void lost(List<Attempt> attempts, boolean fresh, String why) {
    dispatcher.lost(attempts, fresh, why, clock.getAsLong());
    settled.run();
  }
}
