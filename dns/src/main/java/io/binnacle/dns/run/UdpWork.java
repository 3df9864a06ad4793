package io.binnacle.dns.run;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.metrics.QueryCounters;
import java.util.function.Function;
import java.util.function.Supplier;

/// What listener threads do with datagrams, in this order: limit, answer in place, hand on.
///
/// @param limits how much one source may ask; those over it get no reply
/// @param room how large a reply in place may be, by source
/// @param answerers asked once for each thread, with the counters of that thread
/// @param counters asked once for each thread. The thread counts what it drops itself and how long it took to answer in place; what was
///     answered is counted by who answered
/// @param slow gets what cannot be answered in place
public record UdpWork(
    SourceLimits limits,
    Room room,
    Function<QueryCounters, PacketAnswerer> answerers,
    Supplier<QueryCounters> counters,
    MessageHandler slow) {

  /// How large a reply in place may be. Any thread; neither locks nor allocates.
  @FunctionalInterface
  public interface Room {
    /// Everybody gets as much as there is.
    Room ALL = (_, _) -> Integer.MAX_VALUE;

    /// @param high the first 8 octets of the source address; 0 for IPv4
    /// @param low the last 8 octets, or the 4 of IPv4
    /// @return octets; less than 512 hands the query on
    int octets(long high, long low);
  }

  /// Nothing is answered in place, limited or counted.
  public static UdpWork of(MessageHandler slow) {
    return new UdpWork(
        SourceLimits.NONE,
        Room.ALL,
        _ -> (_, _, _, _) -> PacketAnswerer.SLOW,
        () -> QueryCounters.NONE,
        slow);
  }
}
