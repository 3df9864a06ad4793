package io.binnacle.dns.run;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.metrics.QueryCounters;
import java.util.function.Function;
import java.util.function.Supplier;

/// What listener threads do with datagrams, in this order: limit, answer in place, hand on.
///
/// @param limits how much one source may ask; those over it get no reply
/// @param answerers asked once for each thread, with the counters of that thread
/// @param counters asked once for each thread. The thread counts what it drops itself and how long it took to answer in place; what was
///     answered is counted by who answered
/// @param slow gets what cannot be answered in place
public record UdpWork(
    SourceLimits limits,
    Function<QueryCounters, PacketAnswerer> answerers,
    Supplier<QueryCounters> counters,
    MessageHandler slow) {

  /// Nothing is answered in place, limited or counted.
  public static UdpWork of(MessageHandler slow) {
    return new UdpWork(
        SourceLimits.NONE,
        _ -> (_, _, _, _) -> PacketAnswerer.SLOW,
        () -> QueryCounters.NONE,
        slow);
  }
}
