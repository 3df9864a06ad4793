package io.binnacle.dns.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Zones;
import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

class MessagesTest {
  private static final DnsName NAME = DnsName.of("Web.default.svc.Cluster.local");

  private static Query query(byte[] message) {
    return assertInstanceOf(Query.Read.Good.class, QueryReader.read(message, message.length))
        .query();
  }

  private static byte[] answer(DnsName name, int type, boolean udp) {
    Query query = query(MessageReader.query(7, name, type));
    return ReplyWriter.reply(query, Zones.everyKind().answer(name, type), udp);
  }

  @Test
  void anotherImplementationReadsWhatWeWrite() throws IOException {
    Message message = new Message(answer(NAME, RrType.A, true));
    assertEquals(7, message.getHeader().getID());
    assertTrue(message.getHeader().getFlag(org.xbill.DNS.Flags.AA));
    assertEquals("Web.default.svc.Cluster.local.", message.getQuestion().getName().toString());
    assertEquals("10.96.0.7", message.getSection(Section.ANSWER).getFirst().rdataToString());
    assertEquals(1_232, Objects.requireNonNull(message.getOPT()).getPayloadSize());
  }

  @Test
  void weReadWhatWeWrite() {
    byte[] reply = answer(DnsName.of("_sql._tcp.db.default.svc.cluster.local"), RrType.SRV, true);
    MessageReader.Reply read = Objects.requireNonNull(MessageReader.read(reply));
    assertEquals(3, read.answers().size());
    assertEquals(3, read.additional().size());
    assertEquals(Rcode.NOERROR, read.rcode());
  }

  @Test
  void theQuestionIsEchoedOctetForOctet() {
    byte[] asked = MessageReader.query(7, NAME, RrType.A);
    byte[] reply = answer(NAME, RrType.A, true);
    int end = 12 + NAME.length() + 4;
    assertArrayEquals(Arrays.copyOfRange(asked, 12, end), Arrays.copyOfRange(reply, 12, end));
  }

  @Test
  void whatDoesNotFitIsCutAtARecordAndSaysSo() throws IOException {
    List<Rr> many = new ArrayList<>();
    for (int i = 1; i <= 250; i++) {
      many.add(new Rr(NAME, 5, new Rdata.Address(IpAddress.of("10.244.1." + i))));
    }
    Answer answer = new Answer.Found(many, List.of());
    Query query = query(MessageReader.query(7, NAME, RrType.A));
    byte[] udp = ReplyWriter.reply(query, answer, true);
    Message cut = new Message(udp);
    assertTrue(udp.length <= 1_232);
    assertTrue(cut.getHeader().getFlag(org.xbill.DNS.Flags.TC));
    assertTrue(cut.getSection(Section.ANSWER).size() > 60);
    assertEquals(
        250,
        new Message(ReplyWriter.reply(query, answer, false)).getSection(Section.ANSWER).size());
  }

  @Test
  void aClientWithoutEdnsGetsAtMost512Octets() {
    byte[] message = MessageReader.query(7, NAME, RrType.A);
    byte[] plain = Arrays.copyOf(message, message.length - 11);
    plain[11] = 0;
    List<Rr> many = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      many.add(new Rr(NAME, 5, new Rdata.Address(IpAddress.of("10.244.1." + i))));
    }
    byte[] reply = ReplyWriter.reply(query(plain), new Answer.Found(many, List.of()), true);
    assertTrue(reply.length <= 512);
    assertEquals(0, QueryReader.u16(reply, QueryReader.ARCOUNT));
  }

  @Test
  void refusals() {
    assertEquals(Rcode.REFUSED, rcode(DnsName.of("example.com")));
    assertEquals(Rcode.NXDOMAIN, rcode(DnsName.of("x.default.svc.cluster.local")));
    byte[] status = MessageReader.query(7, NAME, RrType.A);
    status[2] |= 0x10;
    Query.Read.Bad bad =
        assertInstanceOf(Query.Read.Bad.class, QueryReader.read(status, status.length));
    assertEquals(Rcode.NOTIMP, ReplyWriter.refusal(bad)[3] & 0xf);
    byte[] answer = answer(NAME, RrType.A, true);
    assertInstanceOf(Query.Read.Dropped.class, QueryReader.read(answer, answer.length));
  }

  private static int rcode(DnsName name) {
    return Objects.requireNonNull(MessageReader.read(answer(name, RrType.A, true))).rcode();
  }

  @Test
  void aPointerThatLeadsForwardsOrToItselfIsMalformed() {
    byte[] message = MessageReader.query(7, NAME, RrType.A);
    message[12] = (byte) 0xc0;
    message[13] = 12;
    assertInstanceOf(Query.Read.Bad.class, QueryReader.read(message, message.length));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingThatComesFromASocketThrows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ClusterZone zone = Zones.everyKind();
    byte[] good = answer(DnsName.of("_sql._tcp.db.default.svc.cluster.local"), RrType.SRV, true);
    byte[] asked = MessageReader.query(7, NAME, RrType.A);
    for (int i = 0; i < 20_000; i++) {
      byte[] base = random.nextBoolean() ? good : asked;
      byte[] message = Arrays.copyOf(base, random.nextInt(base.length + 8));
      for (int flips = random.nextInt(6); flips > 0 && message.length > 0; flips--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt(256);
      }
      MessageReader.read(message);
      switch (QueryReader.read(message, message.length)) {
        case Query.Read.Good(Query query) -> {
          byte[] reply = ReplyWriter.reply(query, zone.answer(query.name(), query.type()), true);
          assertTrue(reply.length <= 1_232);
        }
        case Query.Read.Bad bad -> assertEquals(12, ReplyWriter.refusal(bad).length);
        case Query.Read.Dropped _ -> {}
      }
    }
  }
}
