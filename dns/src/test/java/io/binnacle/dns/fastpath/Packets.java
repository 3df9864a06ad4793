package io.binnacle.dns.fastpath;

import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.ReplyWriter;
import io.binnacle.dns.zone.ClusterZone;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A slot of memory as a listener has many, with octets around it that nobody may touch.
final class Packets {
  static final int ROOM = 1_232;

  private static final int AROUND = 64;
  private static final byte FENCE = 0x5a;

  private final MemorySegment memory = Arena.ofAuto().allocate(AROUND + ROOM + AROUND);
  private final FastPath path;

  Packets(Supplier<ClusterZone> zones, long seed) {
    path = new FastPath(zones, QueryCounters.NONE, new SplittableRandom(seed));
  }

  /// What a query came to.
  ///
  /// @param result what [FastPath] returned
  /// @param octets the reply, or the query as it was left
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(int result, byte[] octets) {}

  /// Answers `query`; fails if anything outside the slot was written.
  Outcome answer(byte[] query) {
    memory.fill(FENCE);
    MemorySegment.copy(query, 0, memory, ValueLayout.JAVA_BYTE, AROUND, query.length);
    int result = path.answer(memory, AROUND, query.length, ROOM);
    for (int i = 0; i < AROUND; i++) {
      byte before = memory.get(ValueLayout.JAVA_BYTE, i);
      byte behind = memory.get(ValueLayout.JAVA_BYTE, AROUND + ROOM + i);
      if (before != FENCE || behind != FENCE) {
        throw new AssertionError("octets outside the slot were written");
      }
    }
    int size = result > 0 ? result : query.length;
    return new Outcome(result, memory.asSlice(AROUND, size).toArray(ValueLayout.JAVA_BYTE));
  }

  /// The reply of the path that makes objects; null if there is none.
  static byte @Nullable [] byObjects(ClusterZone zone, byte[] query, boolean udp) {
    return QueryReader.read(query, query.length) instanceof Query.Read.Good(Query read)
        ? ReplyWriter.reply(read, zone.answer(read.name(), read.type()), udp)
        : null;
  }

  /// A query with recursion desired.
  ///
  /// @param udpSize in its OPT record, or 0 for none
  static byte[] query(DnsName name, int type, int udpSize) {
    byte[] query = MessageReader.query(0x1234, name, type);
    if (udpSize == 0) {
      query[11] = 0;
      return Arrays.copyOf(query, query.length - 11);
    }
    query[query.length - 8] = (byte) (udpSize >> 8);
    query[query.length - 7] = (byte) udpSize;
    return query;
  }
}
