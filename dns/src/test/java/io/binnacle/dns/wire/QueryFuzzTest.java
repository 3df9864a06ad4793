package io.binnacle.dns.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Zones;
import java.util.Arrays;

/// Whatever comes from a socket: never an exception, never a reply larger than it may be, never a reply that is no reply.
class QueryFuzzTest {
  private static final ClusterZone ZONE = Zones.everyKind();

  @FuzzTest
  void anyOctetsAreRead(byte[] octets) {
    Query.Read read = QueryReader.read(octets, octets.length);
    byte[] longer = Arrays.copyOf(octets, octets.length + 16);
    Arrays.fill(longer, octets.length, longer.length, (byte) 0xc0);
    assertEquals(
        read.getClass(), QueryReader.read(longer, octets.length).getClass(), "reads past the end");
    switch (read) {
      case Query.Read.Good(Query query) -> {
        byte[] reply = ReplyWriter.reply(query, ZONE.answer(query.name(), query.type()), true);
        assertTrue(reply.length <= 1_232);
        assertTrue(query.edns() != null || reply.length <= 512);
        MessageReader.Reply back = MessageReader.read(reply);
        assertTrue(back != null, "not a reply");
        int end = 12 + query.name().length() + 4;
        assertArrayEquals(
            Arrays.copyOfRange(octets, 12, end), Arrays.copyOfRange(reply, 12, end), "question");
      }
      case Query.Read.Bad bad -> assertEquals(12, ReplyWriter.refusal(bad).length);
      case Query.Read.Dropped _ ->
          assertTrue(octets.length < 12 || (octets[2] & 0x80) != 0, "dropped without reason");
    }
  }

  @FuzzTest
  void anyOctetsAreReadAsAReply(byte[] octets) {
    MessageReader.Reply reply = MessageReader.read(octets);
    byte[] bare = MessageReader.withoutOpt(octets);
    assertTrue(bare == null || bare.length <= octets.length);
    assertTrue(reply == null || octets.length >= 12);
  }
}
