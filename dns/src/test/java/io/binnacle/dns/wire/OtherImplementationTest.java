package io.binnacle.dns.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.zone.Answer;
import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Random messages, written by one implementation and read by the other.
class OtherImplementationTest {
  private static final int ROUNDS = 300;

  private static DnsName name(SplittableRandom random) {
    while (true) {
      List<byte[]> labels = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        byte[] label = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? 63 : 4)];
        for (int j = 0; j < label.length; j++) {
          label[j] =
              (byte)
                  (random.nextInt(6) == 0
                      ? random.nextInt(256)
                      : "abAB-".charAt(random.nextInt(5)));
        }
        labels.add(label);
      }
      DnsName name = DnsName.ofLabels(labels);
      if (name != null) {
        return name;
      }
    }
  }

  private static Name theirs(DnsName name) throws IOException {
    byte[] wire = new byte[name.length()];
    name.writeTo(wire, 0);
    return new Name(wire);
  }

  private static Query read(byte[] wire) {
    return assertInstanceOf(Query.Read.Good.class, QueryReader.read(wire, wire.length)).query();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void weReadTheirQueries(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < ROUNDS; i++) {
      DnsName name = name(random);
      int type = 1 + random.nextInt(0xfffe);
      Message query =
          Message.newQuery(Record.newRecord(theirs(name), type == 41 ? 1 : type, DClass.IN));
      boolean dnssecOk = random.nextBoolean();
      int size = random.nextInt(0x10000);
      if (random.nextBoolean()) {
        query.addRecord(new OPTRecord(size, 0, 0, dnssecOk ? Flags.DO : 0), Section.ADDITIONAL);
      }
      Query read = read(query.toWire());
      assertEquals(query.getHeader().getID(), read.id());
      assertEquals(name.toString(), read.name().toString());
      assertEquals(query.getQuestion().getType(), read.type());
      assertEquals(query.getOPT() != null, read.edns() != null);
      if (read.edns() != null) {
        assertEquals(size, read.edns().udpSize());
        assertEquals(dnssecOk, read.dnssecOk());
      }
    }
  }

  private static Rr record(SplittableRandom random, DnsName owner) {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(address);
    Rdata data =
        switch (random.nextInt(7)) {
          case 0 -> new Rdata.Address(IpAddress.ofBytes(address));
          case 1 -> new Rdata.Ns(name(random));
          case 2 -> new Rdata.Ptr(name(random));
          case 3 ->
              new Rdata.Srv(
                  random.nextInt(0x10000),
                  random.nextInt(0x10000),
                  random.nextInt(0x10000),
                  name(random));
          case 4 -> new Rdata.Txt(List.of("a".repeat(random.nextInt(256)), "b"));
          case 5 ->
              new Rdata.Soa(
                  name(random),
                  name(random),
                  random.nextLong(1L << 32),
                  1,
                  2,
                  3,
                  random.nextInt(9));
          default -> new Rdata.Cname(name(random));
        };
    return new Rr(owner, random.nextInt(1 << 30), data);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {4, 5, 6})
  void theyReadOurReplies(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < ROUNDS; i++) {
      DnsName asked = name(random);
      List<Rr> records = new ArrayList<>();
      for (int j = random.nextInt(30); j >= 0; j--) {
        records.add(record(random, random.nextBoolean() ? asked : name(random)));
      }
      Query query = read(MessageReader.query(random.nextInt(0x10000), asked, 255));
      byte[] wire = ReplyWriter.reply(query, new Answer.Found(records, List.of()), false);
      Message reply = new Message(wire);
      List<Record> answers = reply.getSection(Section.ANSWER);
      assertEquals(query.id(), reply.getHeader().getID());
      assertEquals(theirs(asked), reply.getQuestion().getName());
      assertEquals(records.size(), answers.size());
      for (int j = 0; j < records.size(); j++) {
        assertEquals(theirs(records.get(j).owner()), answers.get(j).getName());
        assertEquals(records.get(j).type(), answers.get(j).getType());
        assertEquals(records.get(j).ttl(), answers.get(j).getTTL());
      }
      MessageReader.Reply back = Objects.requireNonNull(MessageReader.read(wire));
      assertEquals(lower(records), lower(back.answers()), "and so do we; names lose their case");
      byte[] cut = ReplyWriter.reply(query, new Answer.Found(records, List.of()), true);
      Message small = new Message(cut);
      assertTrue(cut.length <= 1_232);
      assertEquals(
          small.getSection(Section.ANSWER).size() < records.size(),
          small.getHeader().getFlag(Flags.TC));
    }
  }

  private static String lower(List<Rr> records) {
    return records.toString().toLowerCase(Locale.ROOT);
  }

  private static final List<String> FOREIGN =
      List.of(
          "MX 10 mail.example.com.",
          "HTTPS 1 . alpn=h2 ipv4hint=203.0.113.1",
          "CAA 0 issue \"ca.example.net\"",
          "NAPTR 100 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.example.com.",
          "RRSIG A 13 2 60 20260101000000 20250101000000 4711 example.com. c2lnbmF0dXJl",
          "SRV 1 2 3 host.example.com.",
          "TXT \"some\" \"text\"",
          "DNAME other.example.net.",
          "A 203.0.113.7",
          "AAAA 2001:db8::7",
          "NS ns.example.com.",
          "SOA ns.example.com. root.example.com. 1 2 3 4 5",
          "RP root.example.com. txt.example.com.",
          "TLSA 3 1 1 00112233",
          "TYPE65280 \\# 3 010203");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {7, 8, 9})
  void whatOthersSayComesThroughWhole(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < ROUNDS; i++) {
      DnsName asked = DnsName.of("Www.Example.com");
      Message message = new Message(9);
      message.getHeader().setFlag(Flags.QR);
      message.addRecord(
          Record.newRecord(Name.fromString("www.example.com."), Type.A, DClass.IN),
          Section.QUESTION);
      for (int j = random.nextInt(20); j >= 0; j--) {
        String[] text = FOREIGN.get(random.nextInt(FOREIGN.size())).split(" ", 2);
        Name owner =
            Name.fromString(random.nextBoolean() ? "www.example.com." : "n" + j + ".example.com.");
        message.addRecord(
            Record.fromString(owner, Type.value(text[0]), DClass.IN, 60 + j, text[1], Name.root),
            Section.ANSWER);
      }
      byte[] wire = message.toWire(65_535);
      Query query = read(MessageReader.query(7, asked, Type.A));
      ReplyForm form = ReplyForm.of(query, false);
      assertSame(message, new Message(ReplyWriter.relayed(query, wire, form, null, random)));
      OutsideMessage theirs = Objects.requireNonNull(OutsideMessage.read(wire));
      List<ReplyRecord> copies = new ArrayList<>();
      for (int j = 0; j < theirs.answers(); j++) {
        copies.add(new ReplyRecord.Theirs(theirs, j));
      }
      assertSame(
          message,
          new Message(
              ReplyWriter.followed(query, 0, false, copies, List.of(), form, null, random)));
    }
  }

  /// The same records, in any order, and the question as it was asked.
  private static void assertSame(Message theirs, Message reply) {
    assertEquals(sorted(theirs), sorted(reply));
    assertEquals("Www.Example.com.", reply.getQuestion().getName().toString());
    assertEquals(7, reply.getHeader().getID());
  }

  private static List<String> sorted(Message message) {
    return message.getSection(Section.ANSWER).stream()
        .map(r -> r.toString().toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }
}
