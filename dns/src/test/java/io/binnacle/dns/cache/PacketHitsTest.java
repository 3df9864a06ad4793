package io.binnacle.dns.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.forward.fake.ScriptedExchange;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.RelayedReply;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketHitsTest {
  private static final int ROOM = 1_232;
  private static final int AT = 64;
  private static final String WWW = "03777777 076578616d706c65 03636f6d 00";
  private static final String A = "0001 0001";
  private static final String OPT = "00 0029 04d0 00000000 0000";
  private static final String ONE = "1234 0100 0001 0000 0000 0000";
  private static final String ONE_OPT = "1234 0100 0001 0000 0000 0001";

  private final SimulatedScheduler time = new SimulatedScheduler(1);
  private final ScriptedExchange servers = new ScriptedExchange();
  private final OutsideCache cache =
      new OutsideCache(servers, CacheConfig.DEFAULT, time, CacheEvents.NONE);
  private final PacketAnswerer packets = cache.packets(QueryCounters.NONE, new SplittableRandom(1));

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private OutsideAnswer resolve(OutsideQuestion question) {
    List<OutsideAnswer> got = new ArrayList<>();
    cache.resolve(question, got::add);
    return got.getFirst();
  }

  /// The reply to a packet; empty if there is none. What is not answered must be untouched.
  private byte[] reply(byte[] packet) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(AT + ROOM);
      MemorySegment.copy(packet, 0, buffer, ValueLayout.JAVA_BYTE, AT, packet.length);
      int length = packets.answer(buffer, AT, packet.length, ROOM);
      if (length == PacketAnswerer.SLOW) {
        assertArrayEquals(packet, buffer.asSlice(AT, packet.length).toArray(ValueLayout.JAVA_BYTE));
        return new byte[0];
      }
      return buffer.asSlice(AT, length).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  record Case(String name, String packet) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> answered() {
    return Stream.of(
        new Case("without EDNS", ONE + WWW + A),
        new Case("with EDNS", ONE_OPT + WWW + A + OPT),
        new Case("with signatures wanted", ONE_OPT + WWW + A + "00 0029 04d0 00008000 0000"),
        new Case("with checking disabled", "1234 0110 0001 0000 0000 0000" + WWW + A),
        new Case("by a client that understands AD", "1234 0120 0001 0000 0000 0000" + WWW + A),
        new Case("in capitals", ONE + "03575757 076578614d506c65 03434f4d 00" + A));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answered")
  void saysWhatTheResolverWouldSay(Case c) {
    servers.script(question ->
        Replies.answered(
            question,
            "NOERROR+AD+AA",
            List.of(
                "www.example.com. 300 IN CNAME cdn.example.net.",
                "cdn.example.net. 60 IN A 192.0.2.1",
                "cdn.example.net. 60 IN A 192.0.2.2"),
            List.of()));
    byte[] packet = octets(c.packet);
    assertEquals(0, reply(packet).length);
    Query query =
        assertInstanceOf(Query.Read.Good.class, QueryReader.read(packet, packet.length)).query();
    boolean dnssecOk = query.edns() != null && query.edns().dnssecOk();
    OutsideQuestion question =
        new OutsideQuestion(query.name(), 1, dnssecOk, (query.flags() & 0x10) != 0, false);
    resolve(question);
    time.advance(Duration.ofSeconds(17));
    byte[] kept = assertInstanceOf(OutsideAnswer.Answered.class, resolve(question)).message();
    byte[] opt = query.edns() == null ? new byte[0] : octets(OPT);
    if (dnssecOk) {
      opt[7] = (byte) 0x80;
    }
    assertArrayEquals(RelayedReply.write(query, kept, opt, ROOM), reply(packet));
    time.advance(Duration.ofSeconds(43));
    assertEquals(0, reply(packet).length, "its time is over");
  }

  static Stream<Case> leftAlone() {
    return Stream.of(
        new Case("nothing", ""),
        new Case("a header cut short", "1234 0100"),
        new Case("a reply", "1234 8100 0001 0000 0000 0000" + WWW + A),
        new Case("another opcode", "1234 2900 0001 0000 0000 0000" + WWW + A),
        new Case("no recursion wanted", "1234 0000 0001 0000 0000 0000" + WWW + A),
        new Case("two questions", "1234 0100 0002 0000 0000 0000" + WWW + A + WWW + A),
        new Case("another class", ONE + WWW + "0001 0003"),
        new Case("another type", ONE + WWW + "001c 0001"),
        new Case("a question cut short", ONE + WWW + "0001"),
        new Case("something behind the question", ONE + WWW + A + "00"),
        new Case("a name that points", ONE + "c00c" + A),
        new Case("a name that ends nowhere", ONE + "03777777"),
        new Case("a label longer than the packet", ONE + "3f777777 00" + A),
        new Case("EDNS with options", ONE_OPT + WWW + A + "00 0029 04d0 00000000 0004 000a0000"),
        new Case("EDNS of another version", ONE_OPT + WWW + A + "00 0029 04d0 00010000 0000"),
        new Case("a record that is no OPT", ONE_OPT + WWW + A + "00 0001 0001 00000000 0000"),
        new Case("a name nobody asked for", ONE + "0378787800" + A));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("leftAlone")
  void leavesAloneWhatIsNotPlain(Case c) {
    servers.script(Replies.address(300, "192.0.2.1"));
    resolve(Replies.ask("www.example.com", "A"));
    assertEquals(0, reply(octets(c.packet)).length);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"A 192.0.2.", "AAAA 2001:db8::"})
  void addressesComeInEveryOrder(String address) {
    String[] data = address.split(" ");
    List<String> records =
        new ArrayList<>(List.of("www.example.com. 60 IN CNAME cdn.example.net."));
    for (int i = 1; i <= 3; i++) {
      records.add("cdn.example.net. 60 IN " + address + i);
    }
    servers.script(question -> Replies.answered(question, "NOERROR", records, List.of()));
    resolve(Replies.ask("www.example.com", data[0]));
    String type = data[0].equals("A") ? A : "001c 0001";
    Map<String, Integer> orders = new TreeMap<>();
    for (int i = 0; i < 600; i++) {
      String order =
          Replies.read(new OutsideAnswer.Answered(reply(octets(ONE + WWW + type)), false));
      assertEquals(3, order.split(" 60 " + data[0] + " ", -1).length - 1);
      orders.merge(order, 1, Integer::sum);
    }
    assertEquals(6, orders.size(), orders::toString);
    assertTrue(orders.values().stream().allMatch(times -> times > 50), orders::toString);
  }

  @Test
  void denialsAreTheResolversBecauseItMayKnowMore() {
    servers.script(Replies.nxdomain());
    resolve(Replies.ask("www.example.com", "A"));
    assertEquals(0, reply(octets(ONE + WWW + A)).length);
  }

  @Test
  void whatHasToBeCutIsTheResolvers() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add("www.example.com. 60 IN A 192.0.2." + i);
    }
    servers.script(question -> Replies.answered(question, "NOERROR", many, List.of()));
    resolve(Replies.ask("www.example.com", "A"));
    assertEquals(0, reply(octets(ONE + WWW + A)).length);
    assertEquals(12 + 21 + 40 * 16 + 11, reply(octets(ONE_OPT + WWW + A + OPT)).length);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void whateverThePacketIsItIsAnsweredOrUntouched(long seed) {
    servers.script(Replies.address(300, "192.0.2.1"));
    resolve(Replies.ask("www.example.com", "A"));
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = octets(ONE_OPT + WWW + A + OPT);
    int answered = 0;
    for (int i = 0; i < 10_000; i++) {
      int length = random.nextInt(4) == 0 ? random.nextInt(whole.length + 4) : whole.length;
      byte[] mutant = Arrays.copyOf(whole, length);
      for (int flips = random.nextInt(3); flips > 0 && length > 0; flips--) {
        mutant[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
      }
      byte[] reply = reply(mutant);
      answered += reply.length > 0 ? 1 : 0;
    }
    assertTrue(answered > 1_000, "seed " + seed);
  }
}
