package io.binnacle.dns.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.forward.fake.ScriptedExchange;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.wire.OutsideMessage;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.RelayedReply;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Any datagram after any reply of another server was kept: answered in place as the resolver would answer it, but for the order
/// of addresses, or left as it was; nothing outside the slot is written.
///
/// An input is `| 0 length of the query | 2 query | the other server's reply …|`.
class PacketHitsFuzzTest {
  private static final int ROOM = 1_232;
  private static final int AROUND = 64;
  private static final byte FENCE = 0x5a;

  @FuzzTest
  void anyDatagramIsAnsweredAsTheResolverWouldOrLeft(byte[] octets) {
    if (octets.length < 2) {
      return;
    }
    int size = (octets[0] & 0xff) << 8 | octets[1] & 0xff;
    if (size > Math.min(octets.length - 2, ROOM)) {
      return;
    }
    byte[] packet = Arrays.copyOfRange(octets, 2, 2 + size);
    byte[] theirs = Arrays.copyOfRange(octets, 2 + size, octets.length);
    ScriptedExchange servers = new ScriptedExchange();
    servers.script(_ -> new OutsideAnswer.Answered(theirs.clone(), false));
    try (OutsideCache cache =
        new OutsideCache(
            servers, CacheConfig.DEFAULT, new SimulatedScheduler(1), CacheEvents.NONE)) {
      OutsideMessage message = OutsideMessage.read(theirs);
      if (message != null) {
        for (int bits = 0; bits < 4; bits++) {
          OutsideQuestion question =
              new OutsideQuestion(
                  message.name(), message.type(), (bits & 1) != 0, (bits & 2) != 0, false);
          cache.resolve(question, _ -> {});
        }
      }
      answer(cache, packet, theirs);
    }
  }

  private static void answer(OutsideCache cache, byte[] packet, byte[] theirs) {
    PacketAnswerer packets = cache.packets(QueryCounters.NONE, new SplittableRandom(1));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(AROUND + ROOM + AROUND).fill(FENCE);
      MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, AROUND, packet.length);
      int length = packets.answer(memory, AROUND, packet.length, ROOM);
      for (int i = 0; i < AROUND; i++) {
        assertEquals(FENCE, memory.get(ValueLayout.JAVA_BYTE, i));
        assertEquals(FENCE, memory.get(ValueLayout.JAVA_BYTE, AROUND + ROOM + i));
      }
      int kept = length > 0 ? length : packet.length;
      byte[] reply = memory.asSlice(AROUND, kept).toArray(ValueLayout.JAVA_BYTE);
      if (length <= 0) {
        assertEquals(PacketAnswerer.SLOW, length);
        assertArrayEquals(packet, reply);
        return;
      }
      Query query =
          assertInstanceOf(Query.Read.Good.class, QueryReader.read(packet, packet.length)).query();
      byte[] opt = Arrays.copyOfRange(packet, 12 + query.name().length() + 4, packet.length);
      if (opt.length > 0) {
        opt[3] = (byte) (ROOM >> 8);
        opt[4] = (byte) ROOM;
      }
      byte[] expected = RelayedReply.write(query, theirs, opt, ROOM);
      assertEquals(expected.length, reply.length);
      int end = 12 + query.name().length() + 4;
      assertArrayEquals(Arrays.copyOf(expected, end), Arrays.copyOf(reply, end));
    }
  }
}
