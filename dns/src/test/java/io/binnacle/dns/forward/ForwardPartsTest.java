package io.binnacle.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// The parts the dispatcher is made of, each against a plain model of it.
class ForwardPartsTest {
  private static final OutsideQuestion QUESTION =
      new OutsideQuestion(DnsName.of("DB.example.com."), RrType.AAAA, true, true, false);

  static LongStream seeds() {
    return LongStream.of(1, 2, 3, 42, 4711);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void deadlinesPassInOrderHoweverTheyAreMoved(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Deadlines deadlines = new Deadlines();
    List<Deadlines.Deadline> all = new ArrayList<>();
    Map<Deadlines.Deadline, Long> model = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      all.add(
          new Deadlines.Deadline() {
            @Override
            void passed(long now) {}
          });
    }
    for (int step = 0; step < 20_000; step++) {
      Deadlines.Deadline one = all.get(random.nextInt(all.size()));
      switch (random.nextInt(4)) {
        case 0 -> {
          deadlines.remove(one);
          model.remove(one);
        }
        case 1 -> {
          long now = model.values().stream().mapToLong(t -> t).min().orElse(0) + random.nextInt(3);
          for (var due = deadlines.poll(now); due != null; due = deadlines.poll(now)) {
            Long at = model.remove(due);
            assertTrue(at != null && at <= now, "due at " + at + ", taken at " + now);
          }
        }
        default -> {
          long at = random.nextInt(1_000);
          deadlines.set(one, at);
          model.put(one, at);
        }
      }
      assertEquals(model.size(), deadlines.size());
      assertEquals(
          model.values().stream().mapToLong(t -> t).min().orElse(Deadlines.NEVER),
          deadlines.next());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anIdFindsItsAttemptAndNobodyElses(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PeerHealth none = new PeerHealth(new Deadlines(), _ -> null, random, ForwardEvents.NONE);
    Rule rule = new Rule(ForwardRule.of(DnsName.ROOT, List.of()), none);
    Peer peer =
        new Peer(
            Upstream.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)),
            rule,
            0,
            none);
    AskedMessage message = AskedMessage.of(QUESTION, false, random);
    IdTable ids = new IdTable();
    Map<Integer, Attempt> model = new HashMap<>();
    for (int step = 0; step < 30_000; step++) {
      int growing = step / 10_000 % 2 == 0 ? 3 : 1;
      if (random.nextInt(4) < growing) {
        Attempt attempt = new Attempt(null, peer, message, false, true, 0, 0);
        boolean added = ids.add(attempt, random);
        assertEquals(model.size() < IdTable.MOST, added);
        if (added) {
          assertNull(model.put(attempt.id, attempt));
        }
      } else if (!model.isEmpty()) {
        int id = model.keySet().iterator().next();
        ids.remove(id);
        model.remove(id);
        ids.remove(id);
        assertNull(ids.find(id));
      }
      int any = random.nextInt(0x10000);
      assertEquals(model.get(any), ids.find(any));
      assertEquals(model.size(), ids.size());
    }
    assertEquals(Set.copyOf(model.values()), new HashSet<>(ids.drain()));
    assertEquals(0, ids.size());
  }

  @Test
  void aQuestionIsReadByOthersAsItWasMeant() throws IOException {
    Message read = new Message(AskedMessage.of(QUESTION, false, new SplittableRandom(1)).octets());
    assertEquals("DB.example.com.\t\t0\tIN\tAAAA", read.getQuestion().toString());
    assertTrue(read.getHeader().getFlag(Flags.RD));
    assertTrue(read.getHeader().getFlag(Flags.CD));
    assertEquals(1_232, read.getOPT().getPayloadSize());
    assertEquals(ExtendedFlags.DO, read.getOPT().getFlags());
    assertEquals(List.of(), read.getOPT().getOptions());
    Message plain =
        new Message(AskedMessage.of(QUESTION, false, new SplittableRandom(1)).plain().octets());
    assertNull(plain.getOPT());
    assertEquals(read.getQuestion(), plain.getQuestion());
  }

  @Test
  void theOptIsTakenOutAndItsCodeKept() throws IOException {
    Message reply = reply();
    reply.getHeader().setRcode(Rcode.REFUSED);
    reply.addRecord(new OPTRecord(512, 1, 0), Section.ADDITIONAL);
    ReplyMessage read = ReplyMessage.read(reply.toWire());
    assertNotNull(read);
    assertEquals(0x10 | Rcode.REFUSED, read.rcode());
    Message left = new Message(read.octets());
    assertNull(left.getOPT());
    assertEquals(reply.getSection(Section.ANSWER), left.getSection(Section.ANSWER));
    assertEquals(1, left.getSection(Section.ADDITIONAL).size());
  }

  @Test
  void noLengthIsTrusted() throws IOException {
    byte[] whole = reply().toWire();
    for (int length = 0; length < whole.length; length++) {
      assertNull(ReplyMessage.read(Arrays.copyOf(whole, length)), "cut to " + length);
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 7);
    ReplyMessage read = ReplyMessage.read(longer);
    assertNotNull(read);
    assertEquals(whole.length, read.octets().length);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anyOctetsAreReadOrRefused(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = reply().toWire();
    AskedMessage asked = AskedMessage.of(QUESTION, false, random);
    for (int i = 0; i < 50_000; i++) {
      byte[] broken = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
      for (int n = random.nextInt(8); n > 0 && broken.length > 0; n--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      boolean _ = asked.isRepeatedBy(broken);
      ReplyMessage read = ReplyMessage.read(broken);
      assertTrue(read == null || read.octets().length <= broken.length);
    }
  }

  @Test
  void theUsualTimeIsThatOfNineteenInTwenty() {
    SplittableRandom random = new SplittableRandom(7);
    Latency latency = new Latency();
    int above = 0;
    for (int i = 0; i < 50_000; i++) {
      long nanos =
          random.nextInt(10) == 0
              ? 40_000_000L + random.nextInt(20_000_000)
              : 400_000L + random.nextInt(200_000);
      if (i >= 10_000 && nanos > latency.usual()) {
        above++;
      }
      latency.answered(nanos, true);
    }
    assertEquals(0.05, above / 40_000.0, 0.01);
  }

  @Test
  void anAverageFadesWhileNobodyAsks() {
    Latency latency = new Latency();
    latency.asked(0);
    latency.answered(8_000_000, true);
    assertEquals(8e6, latency.score(0), 1);
    assertEquals(4e6, latency.score((long) Latency.HALF_LIFE), 1);
    latency.asked((long) Latency.HALF_LIFE);
    assertEquals(8e6, latency.score((long) Latency.HALF_LIFE), 1);
  }

  @Test
  void hedgesAreOneInTwentyInTheLongRun() {
    HedgeBudget budget = new HedgeBudget();
    int spent = 0;
    for (int i = 0; i < 10_000; i++) {
      budget.earn();
      spent += budget.spend() ? 1 : 0;
    }
    assertEquals(10_000 * HedgeBudget.SHARE + HedgeBudget.MOST, spent, 1);
  }

  @Test
  void aConfigurationThatCannotBeMeantIsRefused() {
    ForwardRule one = ForwardRule.of(DnsName.of("Example.com"), List.of());
    ForwardRule again = ForwardRule.of(DnsName.of("example.com"), List.of());
    assertThrows(IllegalArgumentException.class, () -> new ForwardConfig(List.of(one, again)));
    assertThrows(
        IllegalArgumentException.class, () -> ForwardOptions.DEFAULTS.withMaxConcurrent(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> Upstream.udp(InetSocketAddress.createUnresolved("dns.example", 53)));
  }

  @Test
  void aLabelThatLooksLikeASuffixIsNone() {
    PeerHealth none =
        new PeerHealth(new Deadlines(), _ -> null, new SplittableRandom(1), ForwardEvents.NONE);
    Rule rule = new Rule(ForwardRule.of(DnsName.of("com"), List.of()), none);
    assertTrue(rule.isFor(DnsName.of("example.COM")));
    assertTrue(rule.isFor(DnsName.of("com")));
    assertFalse(rule.isFor(DnsName.of("x\\003com")));
    assertFalse(rule.isFor(DnsName.of("telecom")));
  }

  private static Message reply() throws TextParseException, IOException {
    Message reply = new Message(77);
    reply.getHeader().setFlag(Flags.QR);
    Name owner = Name.fromString("db.example.com.");
    reply.addRecord(Record.newRecord(owner, Type.AAAA, DClass.IN), Section.QUESTION);
    reply.addRecord(
        Record.fromString(owner, Type.CNAME, DClass.IN, 60, "web.example.com.", Name.root),
        Section.ANSWER);
    reply.addRecord(
        Record.fromString(
            Name.fromString("web.example.com."),
            Type.AAAA,
            DClass.IN,
            60,
            "2001:db8::1",
            Name.root),
        Section.ANSWER);
    reply.addRecord(
        Record.fromString(
            Name.fromString("ns.example.com."), Type.A, DClass.IN, 60, "192.0.2.1", Name.root),
        Section.ADDITIONAL);
    return reply;
  }
}
