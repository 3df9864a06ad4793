package io.binnacle.dns.fastpath;

import java.lang.foreign.MemorySegment;

/// Answers datagrams in place. One per listener thread, which alone calls it; does not block and does not allocate.
public interface PacketAnswerer {
  /// The query needs objects: hand a copy to the resolver.
  int SLOW = -1;

  /// The query deserves no reply.
  int DROP = 0;

  /// Leaves everything to the resolver.
  PacketAnswerer NOTHING = (_, _, _, _) -> SLOW;

  /// Overwrites the query at `at` in `buffer` with its reply.
  ///
  /// @param buffer native memory
  /// @param at offset of the query's first octet
  /// @param length octets received
  /// @param room octets the reply may take, ≥ 512
  /// @return the reply's length in octets, or [#SLOW] (the query is untouched then), or [#DROP]
  int answer(MemorySegment buffer, long at, int length, int room);

  /// This one, and `next` for what it leaves.
  default PacketAnswerer orElse(PacketAnswerer next) {
    if (next == NOTHING) {
      return this;
    }
    if (this == NOTHING) {
      return next;
    }
    return (buffer, at, length, room) -> {
      int reply = answer(buffer, at, length, room);
      return reply == SLOW ? next.answer(buffer, at, length, room) : reply;
    };
  }
}
