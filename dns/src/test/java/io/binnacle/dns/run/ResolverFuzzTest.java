package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.log.MessageHead;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.transfer.AllowedTransfers;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.ServerCookies;
import io.binnacle.dns.zone.RandomZone;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// Whatever comes over whichever transport: one end, and what is sent is a reply that another implementation reads.
///
/// An input is `| 0 zone | 1 transport, policy | 2 query …|`.
class ResolverFuzzTest {
  private static final int ZONES = 16;
  private static final List<RandomZone> ALL =
      new SplittableRandom(72)
          .splits(ZONES)
          .map(random -> RandomZone.of((SplittableRandom) random))
          .toList();
  private static final Outside OUTSIDE =
      new Outside()
          .says("db.example.com.", Rcode.NOERROR, "db.example.com. 60 IN A 203.0.113.10")
          .says("a.example.", new OutsideAnswer.Failed("no upstream answered"))
          .says("b.example.", new OutsideAnswer.Overloaded());
  private static final ReplyPolicy COOKIES =
      new ReplyPolicy(
          1_232,
          _ -> false,
          new ServerCookies(InstantSource.fixed(Instant.EPOCH), new byte[16], new byte[16]),
          "a server",
          StreamLimits.DEFAULT::idle);
  private static final String CLIENT = "10.244.1.2";

  @FuzzTest
  void anyOctetsGetOneSoundReplyOrNone(byte[] octets) throws IOException {
    if (octets.length < 2) {
      return;
    }
    Client.Transport transport =
        switch ((octets[1] & 0xf) % 3) {
          case 0 -> Client.Transport.UDP;
          case 1 -> Client.Transport.TCP;
          default -> Client.Transport.DOT;
        };
    Asking server =
        new Asking(
            ALL.get((octets[0] & 0xff) % ZONES).zone(),
            OUTSIDE,
            (octets[1] & 0x40) == 0 ? ReplyPolicy.OPEN : COOKIES,
            new AllowedTransfers(_ -> (octets[1] & 0x80) == 0),
            CLIENT);
    byte[] query = Arrays.copyOfRange(octets, 2, octets.length);
    List<byte[]> replies = server.raw(query.clone(), transport);
    DnsName logged = MessageHead.name(query, query.length);
    switch (QueryReader.read(query, query.length)) {
      case Query.Read.Dropped _ -> assertEquals(0, replies.size());
      case Query.Read.Bad bad -> {
        assertEquals(1, replies.size());
        checked(query, replies.getFirst(), 12);
        assertEquals(bad.rcode(), replies.getFirst()[3] & 0xf);
      }
      case Query.Read.Good(Query read) -> {
        assertEquals(read.name(), logged);
        assertTrue(!replies.isEmpty());
        int limit =
            transport != Client.Transport.UDP
                ? 65_535
                : read.edns() == null ? 512 : Math.clamp(read.edns().udpSize(), 512, 1_232);
        for (byte[] reply : replies) {
          Message message = checked(query, reply, limit);
          if (message.getQuestion() != null) {
            int end = 12 + read.name().length() + 4;
            assertArrayEquals(
                Arrays.copyOfRange(query, 12, end), Arrays.copyOfRange(reply, 12, end));
          }
          assertEquals(read.edns() != null, message.getOPT() != null, "EDNS to those who speak it");
        }
      }
    }
  }

  /// What holds for every reply.
  private static Message checked(byte[] query, byte[] reply, int limit) throws IOException {
    assertTrue(reply.length <= limit, reply.length + " octets");
    assertArrayEquals(Arrays.copyOf(query, 2), Arrays.copyOf(reply, 2), "id");
    assertEquals(0x80 | query[2] & 0x79, reply[2] & 0xf9, "QR, opcode and RD");
    Message message = new Message(reply);
    assertTrue(message.getHeader().getFlag(Flags.QR));
    return message;
  }
}
