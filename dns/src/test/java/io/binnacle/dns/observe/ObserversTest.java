package io.binnacle.dns.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.dns.Allocation;
import io.binnacle.dns.log.AnswerClass;
import io.binnacle.dns.log.ErrorLog;
import io.binnacle.dns.log.LogSettings;
import io.binnacle.dns.log.QueryLog;
import io.binnacle.dns.log.SearchMisses;
import io.binnacle.dns.metrics.AnswerSource;
import io.binnacle.dns.metrics.DnsMetrics;
import io.binnacle.dns.metrics.MatchedZone;
import io.binnacle.dns.metrics.ServerFigures;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.observe.Observers.Carrier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ObserversTest {
  private static final DnsName CLUSTER = DnsName.of("cluster.local");

  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final DnsMetrics metrics = new DnsMetrics("cluster.local.");
  private final SearchMisses misses = new SearchMisses(CLUSTER, name -> !name.equals("nowhere"));
  private final List<String> lines = new ArrayList<>();
  private final QueryLog log =
      new QueryLog(
          scheduler,
          client -> client.getHostAddress().startsWith("10.244.") ? "shop/web-1" : null,
          misses,
          lines::add);
  private final Observers observers =
      new Observers(
          metrics,
          log,
          new ErrorLog(scheduler, List.of(), (_, line) -> lines.add(line)),
          new ServerFigures("test", ""));
  private final SharedObserver udp = observers.shared("dns://:53", Carrier.UDP);

  @Test
  void aQueryIsLoggedAsCoreDnsDoes() throws Exception {
    log.settings(LogSettings.all());
    Message query = query("example.org.", Type.A, 29_008);
    query.addRecord(new OPTRecord(4_096, 0, 0, Flags.DO), Section.ADDITIONAL);
    Message reply = reply(query, 0, 1);
    reply.getHeader().setFlag(Flags.RA);
    reply.getHeader().setFlag(Flags.AD);
    slow(query, reply, new InetSocketAddress(InetAddress.ofLiteral("::1"), 50_759));
    assertEquals(
        "[INFO] [0:0:0:0:0:0:0:1]:50759 - 29008 \"A IN example.org. udp 40 true 4096\" NOERROR"
            + " qr,rd,ra,ad 45 Xs",
        only());
  }

  @Test
  void clientsThatAreKnownAreNamed() throws Exception {
    log.settings(LogSettings.all());
    slow(query("a.", Type.AAAA, 1), 3, 0);
    assertEquals(
        "[INFO] 10.244.1.7:4000 - 1 \"AAAA IN a. udp 19 false 512\" NXDOMAIN qr,rd 19 Xs"
            + " client=shop/web-1",
        only());
  }

  @Test
  void namesCannotForgeLines() throws Exception {
    log.settings(LogSettings.all());
    Name name = Name.fromString("a\\010\\\"\\\\\\032.");
    slow(Message.newQuery(Record.newRecord(name, 65_280, DClass.CH)), 0, 0);
    assertTrue(only().contains("\"TYPE65280 CH a\\010\\\"\\\\\\032. udp "), lines::toString);
  }

  @ParameterizedTest(name = "class {0}: rcode {1} with {2} answers is written: {3}")
  @CsvSource({
    "SUCCESS, 0, 1, true",
    "SUCCESS, 0, 0, false",
    "SUCCESS, 3, 1, false",
    "DENIAL, 0, 0, true",
    "DENIAL, 3, 0, true",
    "DENIAL, 2, 0, false",
    "ERROR, 2, 0, true",
    "ERROR, 5, 0, true",
    "ERROR, 1, 0, true",
    "ERROR, 0, 0, false"
  })
  void onlyTheClassesAskedForAreWritten(AnswerClass wanted, int rcode, int answers, boolean written)
      throws Exception {
    log.settings(new LogSettings(Set.of(wanted), 1, null, List.of()));
    slow(query("a.", Type.A, 1), rcode, answers);
    scheduler.advance(Duration.ofSeconds(1));
    assertEquals(written ? 1 : 0, lines.size());
  }

  @Test
  void oneInSoManyIsWritten() throws Exception {
    log.settings(new LogSettings(Set.of(AnswerClass.SUCCESS), 10, null, List.of()));
    for (int i = 0; i < 95; i++) {
      slow(query("a.", Type.A, i), 0, 1);
    }
    scheduler.advance(Duration.ofSeconds(1));
    assertEquals(9, lines.size());
  }

  @Test
  void slowAnswersAreWrittenWhateverTheirTurn() throws Exception {
    log.settings(
        new LogSettings(Set.of(AnswerClass.ERROR), 1_000, Duration.ofSeconds(1), List.of()));
    Message query = query("a.", Type.A, 1);
    InetSocketAddress client = client();
    byte[] asked = query.toWire();
    byte[] told = reply(query, 0, 1).toWire();
    long now = System.nanoTime();
    udp.answered(MatchedZone.OUTSIDE, AnswerSource.FORWARD, asked, asked.length, told, client, now);
    udp.answered(
        MatchedZone.OUTSIDE,
        AnswerSource.FORWARD,
        asked,
        asked.length,
        told,
        client,
        now - 3_000_000_000L);
    only();
  }

  @Test
  void onlyNamesUnderTheGivenOnesAreWritten() throws Exception {
    log.settings(
        new LogSettings(Set.of(AnswerClass.SUCCESS), 1, null, List.of(DnsName.of("example.org"))));
    slow(query("example.com.", Type.A, 1), 0, 1);
    slow(query("www.Example.org.", Type.A, 1), 0, 1);
    assertTrue(only().contains("www.Example.org."), lines::toString);
  }

  @Test
  void whatTheLogHasNoRoomForIsCounted() throws Exception {
    log.settings(LogSettings.all());
    metrics.add(log);
    for (int i = 0; i < 3_000; i++) {
      slow(query("a.", Type.A, i), 0, 1);
    }
    scheduler.advance(Duration.ofSeconds(1));
    assertEquals(1_024, lines.size());
    assertTrue(text().contains("binnacle_dns_log_lost_total 1976.0"), this::text);
  }

  @Test
  void searchListsThatMissAreCountedByNamespace() throws Exception {
    metrics.add(misses);
    for (int i = 0; i < 6_400; i++) {
      String search = i % 2 == 0 ? "shop.svc.cluster.local." : "cluster.local.";
      slow(query("www.example.com." + search, Type.A, i), 3, 0);
      if (i % 640 == 0) {
        scheduler.advance(Duration.ofSeconds(1));
      }
    }
    scheduler.advance(Duration.ofSeconds(1));
    String text = text();
    // every 64th: always of the same half
    assertTrue(text.contains("binnacle_dns_search_misses_total{search=\"zone\"} 6400.0"), text);
  }

  @Test
  void namespacesWithTheMostMissesOutlastAFloodOfOthers() throws Exception {
    metrics.add(misses);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 640_000; i++) {
      String namespace = random.nextInt(4) == 0 ? "shop" : i % 7 == 0 ? "nowhere" : "x" + i;
      slow(query("www.example.com." + namespace + ".svc.cluster.local.", Type.A, 1), 3, 0);
      if (i % 10_000 == 0) {
        scheduler.advance(Duration.ofSeconds(1));
      }
    }
    scheduler.advance(Duration.ofSeconds(1));
    List<String> shown =
        text()
            .lines()
            .filter(l -> l.startsWith("binnacle_dns_search_misses_by_namespace"))
            .toList();
    assertTrue(shown.size() <= 32 && shown.toString().contains("\"shop\""), shown::toString);
    assertTrue(!shown.toString().contains("nowhere"), shown::toString);
  }

  @Test
  void theSlowPathCountsWhatWentOverTheWire() throws Exception {
    Message query = query("web.shop.svc.cluster.local.", Type.SRV, 1);
    query.addRecord(new OPTRecord(1_232, 0, 0, Flags.DO), Section.ADDITIONAL);
    Message reply = reply(query, 0, 0);
    reply.addRecord(
        new OPTRecord(1_232, 1, 0, Flags.DO, List.of(new ExtendedErrorCodeOption(15, "no"))),
        Section.ADDITIONAL);
    slow(query, reply, client());
    String text = text();
    for (String part :
        List.of(
            "coredns_dns_requests_total{family=\"1\",proto=\"udp\",server=\"dns://:53\",type=\"SRV\"",
            "rcode=\"BADVERS\"",
            "coredns_dns_do_requests_total{server=\"dns://:53\",view=\"\",zone=\".\"} 1.0",
            "binnacle_dns_extended_errors_total{code=\"15\"} 1.0")) {
      assertTrue(text.contains(part), () -> part + " is not in\n" + text);
    }
  }

  @Test
  void answersInPlaceAreCountedAndLoggedLikeTheOthers() throws Exception {
    log.settings(LogSettings.all());
    ThreadObserver thread = observers.ofThread("dns://:53");
    try (Arena arena = Arena.ofConfined()) {
      Message query = query("web.shop.svc.cluster.local.", Type.A, 7);
      byte[] asked = query.toWire();
      byte[] told = reply(query, 0, 1).toWire();
      MemorySegment buffer = arena.allocate(2_048);
      MemorySegment.copy(asked, 0, buffer, ValueLayout.JAVA_BYTE, 100, asked.length);
      thread.received(buffer, 100, asked.length, 0, 0x0af4_0107L, 4_000);
      MemorySegment.copy(told, 0, buffer, ValueLayout.JAVA_BYTE, 100, told.length);
      thread.answered(
          MatchedZone.CLUSTER,
          AnswerSource.KUBERNETES,
          Type.A,
          0,
          false,
          asked.length,
          told.length);
      thread.replied(buffer, 100, told.length, System.nanoTime());
      thread.ended();
    }
    slow(query("web.shop.svc.cluster.local.", Type.A, 7), 0, 1);
    scheduler.advance(Duration.ofSeconds(1));
    assertEquals(2, lines.size());
    assertEquals(untimed(lines.get(0)), untimed(lines.get(1)));
    assertTrue(text().contains("binnacle_dns_answers_total{path=\"fast\",proto=\"udp\"} 1.0"));
    assertTrue(text().contains("binnacle_dns_answers_total{path=\"slow\",proto=\"udp\"} 1.0"));
  }

  @Test
  void seeingAnAnswerInPlaceAllocatesNothing() throws Exception {
    log.settings(LogSettings.all());
    ThreadObserver thread = observers.ofThread("dns://:53");
    try (Arena arena = Arena.ofConfined()) {
      byte[] told = reply(query("web.shop.svc.cluster.local.", Type.A, 7), 3, 0).toWire();
      MemorySegment buffer = arena.allocate(2_048);
      MemorySegment.copy(told, 0, buffer, ValueLayout.JAVA_BYTE, 0, told.length);
      Allocation.none(() -> {
        thread.received(buffer, 0, told.length, 0, 0x0af4_0107L, 4_000);
        thread.answered(1, 3, told.length, told.length);
        thread.replied(buffer, 0, told.length, 0);
        thread.took(1_000, 1);
      });
    }
  }

  @Test
  void anyOctetsAreAnOrdinaryInput() throws Exception {
    log.settings(LogSettings.all());
    SplittableRandom random = new SplittableRandom(99);
    Message base = query("web.shop.svc.cluster.local.", Type.A, 7);
    base.addRecord(new OPTRecord(1_232, 0, 0, Flags.DO), Section.ADDITIONAL);
    byte[] good = base.toWire();
    ThreadObserver thread = observers.ofThread("dns://:53");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(512);
      for (int i = 0; i < 50_000; i++) {
        byte[] octets = good.clone();
        for (int n = random.nextInt(6); n > 0; n--) {
          octets[random.nextInt(octets.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(octets.length + 1);
        byte[] cut = java.util.Arrays.copyOf(octets, length);
        udp.answered(
            MatchedZone.NONE, AnswerSource.NOBODY, cut, length, cut, client(), System.nanoTime());
        MemorySegment tight = buffer.asSlice(0, length);
        MemorySegment.copy(cut, 0, tight, ValueLayout.JAVA_BYTE, 0, length);
        thread.received(tight, 0, length, 1, 1, 1);
        thread.replied(tight, 0, length, System.nanoTime());
        if (i % 400 == 0) {
          scheduler.advance(Duration.ofSeconds(1));
        }
      }
    }
    assertTrue(lines.stream().allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f)));
  }

  private void slow(Message query, int rcode, int answers) throws Exception {
    slow(query, reply(query, rcode, answers), client());
  }

  private void slow(Message query, Message reply, InetSocketAddress client) {
    byte[] asked = query.toWire();
    udp.answered(
        MatchedZone.OUTSIDE,
        AnswerSource.FORWARD,
        asked,
        asked.length,
        reply.toWire(),
        client,
        System.nanoTime());
  }

  private static InetSocketAddress client() {
    return new InetSocketAddress(InetAddress.ofLiteral("10.244.1.7"), 4_000);
  }

  private static Message query(String name, int type, int id) throws Exception {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    query.getHeader().setID(id & 0xffff);
    return query;
  }

  private static Message reply(Message query, int rcode, int answers) throws Exception {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RD);
    reply.getHeader().setRcode(rcode);
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    for (int i = 0; i < answers; i++) {
      reply.addRecord(
          Record.newRecord(
              query.getQuestion().getName(), Type.A, DClass.IN, 30, new byte[] {10, 0, 0, 1}),
          Section.ANSWER);
    }
    return reply;
  }

  private String only() {
    scheduler.advance(Duration.ofSeconds(1));
    assertEquals(1, lines.size(), lines::toString);
    return untimed(lines.getFirst());
  }

  private static String untimed(String line) {
    return line.replaceFirst(" [0-9.]+s( client=.*)?$", " Xs$1");
  }

  private String text() {
    return metrics.text(new PrometheusRegistry());
  }
}
