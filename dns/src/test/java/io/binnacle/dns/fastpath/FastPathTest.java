package io.binnacle.dns.fastpath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.Allocation;
import io.binnacle.dns.fastpath.Packets.Outcome;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.RandomZone;
import io.binnacle.dns.zone.Zones;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class FastPathTest {
  private static final List<Integer> TYPES =
      List.of(RrType.A, RrType.AAAA, RrType.SRV, RrType.TXT, RrType.HTTPS, RrType.CNAME, 0xff01);

  private final ClusterZone zone = Zones.everyKind();
  private final Packets packets = new Packets(() -> zone, 1);

  private String how(String name, String type, int udpSize) {
    int number = Objects.requireNonNull(RrType.parse(type));
    byte[] query = Packets.query(DnsName.of(name), number, udpSize);
    Outcome outcome = packets.answer(query);
    if (outcome.result() <= 0) {
      assertArrayEquals(query, outcome.octets());
      return "others";
    }
    return "here";
  }

  @ParameterizedTest(name = "{3}: {0} {1}, EDNS {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web.default.svc.cluster.local              | A    | 0    | a Service                                        | here
          WEB.Default.svc.Cluster.LOCAL              | A    | 1232 | in any case                                      | here
          db.default.svc.cluster.local               | AAAA | 1232 | a headless Service                               | here
          db-0.db.default.svc.cluster.local          | A    | 0    | an endpoint                                      | here
          _sql._tcp.db.default.svc.cluster.local     | SRV  | 1232 | a port                                           | here
          web.default.svc.cluster.local              | TXT  | 0    | a type there is not                              | here
          www.example.com.default.svc.cluster.local  | A    | 0    | where a search list leads                        | here
          www.example.com.svc.cluster.local          | A    | 1232 | and then                                         | here
          www.example.com.cluster.local              | AAAA | 0    | and then                                         | here
          svc.cluster.local                          | A    | 0    | a name with something below it                   | here
          empty.svc.cluster.local                    | A    | 0    | a namespace                                      | here
          idle.default.svc.cluster.local             | A    | 0    | no endpoint, and nobody to tell                  | here
          idle.default.svc.cluster.local             | A    | 1232 | no endpoint, which is to be explained            | others
          out.default.svc.cluster.local              | A    | 0    | an alias                                         | others
          cluster.local                              | SOA  | 0    | the apex                                         | others
          ns.dns.cluster.local                       | A    | 0    | the server                                       | others
          dns-version.cluster.local                  | TXT  | 0    | the version                                      | others
          10-1-2-3.default.pod.cluster.local         | A    | 0    | a Pod                                            | others
          web.default.svc.cluster.local              | ANY  | 0    | every type at once                               | others
          web.default.svc.cluster.local              | AXFR | 0    | a transfer                                       | others
          7.0.96.10.in-addr.arpa                     | PTR  | 0    | a reverse name                                   | others
          example.com                                | A    | 0    | a name outside                                   | others
          foocluster.local                           | A    | 0    | which only ends like the domain                  | others
          """)
  void whoAnswers(String name, String type, int udpSize, String why, String who) {
    assertEquals(who, how(name, type, udpSize), why);
  }

  @Test
  void aServiceRecordThatDoesNotFitIsLeftToOthers() {
    ClusterZone crowd = Zones.headless(20);
    DnsName name = DnsName.of("_http._tcp.crowd.default.svc.cluster.local");
    byte[] query = Packets.query(name, RrType.SRV, 1_232);
    assertEquals(PacketAnswerer.SLOW, new Packets(() -> crowd, 1).answer(query).result());
  }

  @ParameterizedTest(name = "{0} endpoints")
  @ValueSource(ints = {100, 1_000})
  void aCrowdIsAnsweredWithSomeOfItAndSaysSo(int endpoints) throws IOException {
    ClusterZone crowd = Zones.headless(endpoints);
    Packets slot = new Packets(() -> crowd, 1);
    byte[] query = Packets.query(DnsName.of("crowd.default.svc.cluster.local"), RrType.A, 1_232);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Message reply = new Message(slot.answer(query).octets());
      assertTrue(reply.getHeader().getFlag(Flags.TC));
      Set<String> some = records(reply, Section.ANSWER);
      assertEquals(73, some.size());
      seen.addAll(some);
    }
    assertEquals(endpoints, seen.size());
  }

  @Test
  void beforeEverythingIsReadOthersAnswer() {
    ClusterZone early = Zones.early();
    byte[] query = Packets.query(DnsName.of("web.default.svc.cluster.local"), RrType.A, 0);
    assertEquals(PacketAnswerer.SLOW, new Packets(() -> early, 1).answer(query).result());
  }

  @Test
  void anAnswerGetsNoReply() {
    byte[] query = Packets.query(DnsName.of("web.default.svc.cluster.local"), RrType.A, 0);
    query[2] |= (byte) 0x80;
    assertEquals(PacketAnswerer.DROP, packets.answer(query).result());
    assertEquals(PacketAnswerer.DROP, packets.answer(new byte[11]).result());
  }

  @Test
  void theQuestionIsEchoedOctetForOctet() {
    DnsName name = DnsName.of("wEb.dEFault.svc.CLUSTER.local");
    byte[] query = Packets.query(name, RrType.A, 1_232);
    byte[] reply = packets.answer(query).octets();
    int end = 12 + name.length() + 4;
    assertArrayEquals(Arrays.copyOfRange(query, 12, end), Arrays.copyOfRange(reply, 12, end));
  }

  @Test
  void clientsThatSpeakEdnsAreToldWhatIsMissing() {
    DnsName nobody = DnsName.of("nobody.default.svc.cluster.local");
    byte[] reply = packets.answer(Packets.query(nobody, RrType.A, 1_232)).octets();
    String text = new String(reply, StandardCharsets.ISO_8859_1);
    assertTrue(text.endsWith("no Service of this name in the namespace"));
    DnsName nowhere = DnsName.of("web.nowhere.svc.cluster.local");
    byte[] other = packets.answer(Packets.query(nowhere, RrType.A, 1_232)).octets();
    assertTrue(
        new String(other, StandardCharsets.ISO_8859_1)
            .endsWith("; for a name outside ask web.nowhere. with a final dot, or lower ndots"));
  }

  @Test
  void everyAddressComesFirstNowAndThen() throws IOException {
    byte[] query = Packets.query(DnsName.of("db.default.svc.cluster.local"), RrType.A, 0);
    Set<String> first = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Message reply = new Message(packets.answer(query).octets());
      first.add(reply.getSection(Section.ANSWER).getFirst().rdataToString());
    }
    assertEquals(Set.of("10.244.1.2", "10.244.2.3"), first);
  }

  private static byte[] randomQuery(RandomZone cluster, SplittableRandom random) {
    String name = cluster.names().get(random.nextInt(cluster.names().size()));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      text.append(random.nextInt(4) == 0 ? Character.toUpperCase(c) : c);
    }
    if (random.nextInt(4) == 0) {
      text.setCharAt(random.nextInt(text.length()), pickChar(random));
    }
    DnsName asked = DnsName.parse(text.toString());
    byte[] query =
        Packets.query(
            asked == null ? DnsName.of(name) : asked,
            TYPES.get(random.nextInt(random.nextBoolean() ? 3 : TYPES.size())),
            random.nextBoolean() ? 0 : random.nextInt(3) * 700);
    query[2] = (byte) (query[2] & ~1 | random.nextInt(2)); // RD
    query[3] = (byte) (random.nextInt(2) << 4); // CD
    if (query[11] != 0 && random.nextBoolean()) {
      query[query.length - 4] = (byte) 0x80; // DO
    }
    return query;
  }

  private static char pickChar(SplittableRandom random) {
    return "x.-_9Z".charAt(random.nextInt(6));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void bothPathsSayTheSame(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int here = 0;
    int total = 0;
    for (int zones = 0; zones < 30; zones++) {
      RandomZone cluster = RandomZone.of(random.split());
      Packets slot = new Packets(cluster::zone, random.nextLong());
      for (int i = 0; i < 200; i++) {
        byte[] query = randomQuery(cluster, random);
        Outcome outcome = slot.answer(query);
        total++;
        if (outcome.result() > 0) {
          here++;
          same(cluster.zone(), query, outcome.octets());
        } else {
          assertEquals(PacketAnswerer.SLOW, outcome.result());
          assertArrayEquals(query, outcome.octets());
        }
      }
    }
    assertTrue(here > total / 2, here + " of " + total + " answered here");
  }

  static void same(ClusterZone zone, byte[] query, byte[] reply) throws IOException {
    byte[] objects = Objects.requireNonNull(Packets.byObjects(zone, query, true));
    Message fast = new Message(reply);
    Message slow = new Message(objects);
    String what = slow.toString();
    assertTrue(reply.length <= (query[11] == 0 ? 512 : 1_232), what);
    assertArrayEquals(Arrays.copyOf(objects, 4), Arrays.copyOf(reply, 4), what);
    assertEquals(slow.getQuestion().toString(), fast.getQuestion().toString());
    assertEquals(
        slow.getSection(Section.ANSWER).size(), fast.getSection(Section.ANSWER).size(), what);
    Message whole = new Message(Objects.requireNonNull(Packets.byObjects(zone, query, false)));
    if (slow.getHeader().getFlag(Flags.TC)) {
      assertTrue(records(whole, Section.ANSWER).containsAll(records(fast, Section.ANSWER)), what);
      assertEquals(
          fast.getSection(Section.ANSWER).size(), records(fast, Section.ANSWER).size(), what);
    } else {
      assertEquals(records(slow, Section.ANSWER), records(fast, Section.ANSWER), what);
    }
    assertEquals(records(slow, Section.AUTHORITY), records(fast, Section.AUTHORITY), what);
    // Targets that owners point to leave room for more addresses than owners written out.
    Set<String> additional = records(fast, Section.ADDITIONAL);
    assertTrue(additional.containsAll(records(slow, Section.ADDITIONAL)), what);
    assertTrue(records(whole, Section.ADDITIONAL).containsAll(additional), what);
    if (slow.getOPT() != null) {
      assertEquals(
          slow.getOPT().getPayloadSize(), Objects.requireNonNull(fast.getOPT()).getPayloadSize());
      assertEquals(slow.getOPT().getFlags(), fast.getOPT().getFlags());
    } else {
      assertEquals(null, fast.getOPT());
    }
  }

  private static Set<String> records(Message message, int section) {
    Set<String> out = new TreeSet<>();
    for (Record each : message.getSection(section)) {
      if (each.getType() != Type.OPT) {
        out.add(each.toString().toLowerCase(Locale.ROOT));
      }
    }
    return out;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void hostilePacketsAreAnsweredAlikeOrLeftAsTheyAre(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    RandomZone cluster = RandomZone.of(random.split());
    Packets slot = new Packets(cluster::zone, seed);
    for (int i = 0; i < 10_000; i++) {
      byte[] query = randomQuery(cluster, random);
      if (random.nextInt(3) == 0) {
        query = Arrays.copyOf(query, random.nextInt(Packets.ROOM));
      }
      for (int flips = random.nextInt(5); flips > 0 && query.length > 0; flips--) {
        int most = random.nextBoolean() ? query.length : Math.min(query.length, 16);
        query[random.nextInt(most)] = (byte) random.nextInt(256);
      }
      Outcome outcome = slot.answer(query);
      if (outcome.result() > 0) {
        same(cluster.zone(), query, outcome.octets());
      } else {
        assertArrayEquals(query, outcome.octets());
      }
    }
  }

  @Test
  void aMillionMixedQueriesAllocateNothing() {
    SplittableRandom random = new SplittableRandom(7);
    RandomZone cluster = RandomZone.of(random.split());
    MemorySegment queries = Arena.ofAuto().allocate(16 * 256);
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      byte[] query = randomQuery(cluster, random);
      lengths.add(query.length);
      MemorySegment.copy(query, 0, queries, ValueLayout.JAVA_BYTE, i * 256L, query.length);
    }
    MemorySegment slot = Arena.ofAuto().allocate(Packets.ROOM);
    FastPath path = new FastPath(cluster::zone, QueryCounters.NONE, random);
    Allocation.none(() -> {
      for (int i = 0; i < 16; i++) {
        MemorySegment.copy(queries, i * 256L, slot, 0, 256);
        path.answer(slot, 0, lengths.get(i), Packets.ROOM);
      }
    });
  }
}
