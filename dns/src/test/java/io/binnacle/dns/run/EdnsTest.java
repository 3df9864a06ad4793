package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.transfer.ZoneTransfers;
import io.binnacle.dns.wire.ServerCookies;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Zones;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What replies say about EDNS: the checks of ednscomp, and each option we have.
class EdnsTest {
  private static final String WEB = "web.default.svc.cluster.local.";
  private static final String STRANGER = "203.0.113.9";
  private static final byte[] CLIENT_COOKIE = {1, 2, 3, 4, 5, 6, 7, 8};

  private final ClusterZone zone = Zones.everyKind();
  private final ServerCookies cookies =
      new ServerCookies(() -> Instant.parse("2026-01-01T00:00:00Z"), new byte[16], new byte[16]);
  private final ReplyPolicy policy =
      new ReplyPolicy(
          1_232,
          ReplyPolicy.neighboursAnd(List.of()),
          cookies,
          "ns-1",
          () -> Duration.ofSeconds(7));

  private Asking from(String client) {
    return new Asking(zone, new Outside(), policy, ZoneTransfers.NOBODY, client);
  }

  private static Message plain(int type) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(WEB), type, DClass.IN));
  }

  private static Message with(OPTRecord opt) throws IOException {
    Message query = plain(Type.A);
    query.addRecord(opt, Section.ADDITIONAL);
    return query;
  }

  record Check(String name, OPTRecord opt, int rcode, int answers, boolean dnssecOk) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Check> checks() {
    EDNSOption unknown = new GenericEDNSOption(100, new byte[0]);
    EDNSOption subnet = new GenericEDNSOption(8, new byte[] {0, 1, 0, 0});
    EDNSOption expire = new GenericEDNSOption(9, new byte[0]);
    return Stream.of(
        new Check("edns", new OPTRecord(4096, 0, 0), Rcode.NOERROR, 1, false),
        new Check("edns@512", new OPTRecord(512, 0, 0), Rcode.NOERROR, 1, false),
        new Check(
            "a size below 512 counts as 512", new OPTRecord(0, 0, 0), Rcode.NOERROR, 1, false),
        new Check(
            "ednsopt: an unknown option is ignored",
            new OPTRecord(4096, 0, 0, 0, List.of(unknown)),
            Rcode.NOERROR,
            1,
            false),
        new Check("edns1", new OPTRecord(4096, 0, 1), Rcode.BADVERS, 0, false),
        new Check(
            "edns1opt", new OPTRecord(4096, 0, 1, 0, List.of(unknown)), Rcode.BADVERS, 0, false),
        new Check("do", new OPTRecord(4096, 0, 0, Flags.DO), Rcode.NOERROR, 1, true),
        new Check("ednsflags: Z bits are not echoed", new OPTRecord(4096, 0, 0, 0x80), 0, 1, false),
        new Check(
            "optlist: options we do not have",
            new OPTRecord(4096, 0, 0, 0, List.of(subnet, expire)),
            Rcode.NOERROR,
            1,
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("checks")
  void ednscomp(Check check) throws IOException {
    for (Client.Transport transport : Client.Transport.values()) {
      Message reply = from("10.244.1.2").one(with(check.opt).toWire(), transport);
      OPTRecord opt = Objects.requireNonNull(reply.getOPT());
      assertEquals(Rcode.string(check.rcode), Rcode.string(reply.getRcode()));
      assertEquals(check.answers, reply.getSection(Section.ANSWER).size());
      assertEquals(0, opt.getVersion());
      assertEquals(1_232, opt.getPayloadSize());
      assertEquals(check.dnssecOk ? Flags.DO : 0, opt.getFlags());
      assertEquals(List.of(), opt.getOptions());
    }
  }

  @Test
  void whoSpeaksNoEdnsIsSpokenToWithout() throws IOException {
    assertNull(from("10.244.1.2").udp(plain(Type.A)).getOPT());
    Message missing =
        Message.newQuery(Record.newRecord(Name.fromString("no." + WEB), Type.A, DClass.IN));
    assertNull(from("10.244.1.2").udp(missing).getOPT());
  }

  @Test
  void flagsOfTheHeader() throws IOException {
    Message query = plain(Type.A);
    query.getHeader().setFlag(Flags.CD);
    query.getHeader().setFlag(Flags.AD);
    Message reply = from("10.244.1.2").udp(query);
    assertTrue(reply.getHeader().getFlag(Flags.QR));
    assertTrue(reply.getHeader().getFlag(Flags.AA));
    assertTrue(reply.getHeader().getFlag(Flags.RA));
    assertTrue(reply.getHeader().getFlag(Flags.RD));
    assertTrue(reply.getHeader().getFlag(Flags.CD));
    assertFalse(reply.getHeader().getFlag(Flags.AD), "nothing of ours is signed");
    query.getHeader().unsetFlag(Flags.RD);
    assertFalse(from("10.244.1.2").udp(query).getHeader().getFlag(Flags.RD));
  }

  @Test
  void otherOpcodesAndClasses() throws IOException {
    for (int opcode : List.of(Opcode.IQUERY, Opcode.STATUS, 3, Opcode.NOTIFY, Opcode.UPDATE, 15)) {
      Message query = plain(Type.A);
      query.getHeader().setOpcode(opcode);
      Message reply = from("10.244.1.2").udp(query);
      assertEquals(Rcode.NOTIMP, reply.getRcode());
      assertEquals(opcode, reply.getHeader().getOpcode());
    }
    for (int qclass : List.of(DClass.CH, DClass.HS, DClass.ANY, 254)) {
      Message query =
          Message.newQuery(Record.newRecord(Name.fromString("version.bind."), Type.TXT, qclass));
      assertEquals(Rcode.REFUSED, from("10.244.1.2").udp(query).getRcode());
    }
  }

  @Test
  void aCookieComesBackWithOurs() throws IOException {
    GenericEDNSOption cookie = new GenericEDNSOption(10, CLIENT_COOKIE);
    byte[] both = cookieOf(from(STRANGER).udp(Asking.query(WEB, Type.A, cookie)));
    assertEquals(24, both.length);
    assertTrue(Arrays.equals(CLIENT_COOKIE, Arrays.copyOf(both, 8)));
    assertTrue(cookies.good(both, InetAddress.ofLiteral(STRANGER)));
  }

  @Test
  void aWrongCookieIsReplacedAndNotHeldAgainstAnybody() throws IOException {
    GenericEDNSOption wrong = new GenericEDNSOption(10, new byte[24]);
    Message reply = from(STRANGER).udp(Asking.query(WEB, Type.A, wrong));
    assertEquals(Rcode.NOERROR, reply.getRcode());
    assertTrue(cookies.good(cookieOf(reply), InetAddress.ofLiteral(STRANGER)));
  }

  @Test
  void aCookieOfNoKnownLengthIsMalformed() throws IOException {
    for (int length : new int[] {0, 7, 9, 15, 41}) {
      GenericEDNSOption odd = new GenericEDNSOption(10, new byte[length]);
      Message reply = from(STRANGER).udp(Asking.query(WEB, Type.A, odd));
      assertEquals(Rcode.FORMERR, reply.getRcode(), length + " octets");
    }
  }

  private static byte[] cookieOf(Message reply) throws IOException {
    OPTRecord opt = Objects.requireNonNull(reply.getOPT());
    return dataOf(opt.getOptions(10).getFirst());
  }

  private static byte[] dataOf(EDNSOption option) throws IOException {
    byte[] wire = option.toWire();
    return Arrays.copyOfRange(wire, 4, wire.length);
  }

  @Test
  void theServerTellsItsNameToWhoAsks() throws IOException {
    Message reply =
        from("10.1.1.1").udp(Asking.query(WEB, Type.A, new GenericEDNSOption(3, new byte[0])));
    EDNSOption name = Objects.requireNonNull(reply.getOPT()).getOptions(3).getFirst();
    assertEquals("ns-1", new String(dataOf(name), java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void howLongAConnectionStaysIsToldOnConnectionsOnly() throws IOException {
    Message query = Asking.query(WEB, Type.A, new GenericEDNSOption(11, new byte[0]));
    EDNSOption idle =
        Objects.requireNonNull(from("10.1.1.1").tcp(query).getOPT()).getOptions(11).getFirst();
    assertTrue(Arrays.equals(new byte[] {0, 70}, dataOf(idle)));
    assertEquals(
        List.of(), Objects.requireNonNull(from("10.1.1.1").udp(query).getOPT()).getOptions());
  }

  @Test
  void repliesArePaddedWhereItHelps() throws IOException {
    Message query = Asking.query(WEB, Type.A, new GenericEDNSOption(12, new byte[20]));
    assertEquals(
        0, from("10.1.1.1").raw(query.toWire(), Client.Transport.DOT).getFirst().length % 468);
    assertNotNull(from("10.1.1.1").dot(query).getOPT());
    assertEquals(
        List.of(), Objects.requireNonNull(from("10.1.1.1").tcp(query).getOPT()).getOptions());
    Message bare = Asking.query(WEB, Type.A);
    assertEquals(
        List.of(), Objects.requireNonNull(from("10.1.1.1").dot(bare).getOPT()).getOptions());
  }

  @Test
  void whyThereIsNoAnswerIsSaid() throws IOException {
    Message query = Asking.query("db.example.com.", Type.A);
    query.getHeader().unsetFlag(Flags.RD);
    Message reply = from("10.1.1.1").udp(query);
    assertEquals(Rcode.REFUSED, reply.getRcode());
    assertEquals(20, Asking.extendedError(reply));
  }

  @Test
  void strangersGetSmallDatagrams() throws IOException {
    ClusterZone crowd = Zones.headless(200);
    Message query = Asking.query("crowd.default.svc.cluster.local.", Type.A);
    for (String near :
        List.of("10.1.2.3", "fe80::1", "100.64.3.4", "127.0.0.1", "::1", "fd00::1")) {
      byte[] reply = asking(crowd, near).raw(query.toWire(), Client.Transport.UDP).getFirst();
      assertTrue(
          reply.length > 1_100 && reply.length <= 1_232, reply.length + " octets to " + near);
    }
    for (String far : List.of(STRANGER, "2001:db8::1", "100.128.0.1", "172.32.0.1")) {
      byte[] reply = asking(crowd, far).raw(query.toWire(), Client.Transport.UDP).getFirst();
      assertTrue(reply.length <= 512, reply.length + " octets to " + far);
      assertTrue(new Message(reply).getHeader().getFlag(Flags.TC));
      assertEquals(
          200, asking(crowd, far).tcp(query).getSection(Section.ANSWER).size(), "over TCP: all");
    }
    byte[] known = cookies.renewed(CLIENT_COOKIE, InetAddress.ofLiteral(STRANGER));
    Message shown =
        Asking.query("crowd.default.svc.cluster.local.", Type.A, new GenericEDNSOption(10, known));
    assertTrue(
        asking(crowd, STRANGER).raw(shown.toWire(), Client.Transport.UDP).getFirst().length > 1_100,
        "a cookie proves who asks");
  }

  private Asking asking(ClusterZone crowd, String client) {
    return new Asking(crowd, new Outside(), policy, ZoneTransfers.NOBODY, client);
  }

  @Test
  void everyAddressOfACrowdIsGivenToSomebody() throws IOException {
    ClusterZone crowd = Zones.headless(200);
    Set<String> seen = new HashSet<>();
    Set<String> first = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      List<Record> answers =
          asking(crowd, "10.1.1.1")
              .udp(Asking.query("crowd.default.svc.cluster.local.", Type.A))
              .getSection(Section.ANSWER);
      assertEquals(answers.size(), new HashSet<>(answers).size(), "no address twice");
      first.add(answers.getFirst().rdataToString());
      answers.forEach(r -> seen.add(r.rdataToString()));
    }
    assertEquals(200, seen.size());
    assertTrue(first.size() > 5, first.size() + " different first addresses");
  }

  @Test
  void addressesOfOthersAreShuffledToo() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("db.example.com. 60 IN CNAME lb.example.net.");
    for (int i = 0; i < 20; i++) {
      lines.add("lb.example.net. 60 IN A 203.0.113." + i);
    }
    Outside outside = new Outside().says("db.example.com.", 0, lines.toArray(String[]::new));
    Set<String> orders = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      List<Record> answers =
          new Asking(zone, outside)
              .udp(Asking.query("DB.example.com.", Type.A))
              .getSection(Section.ANSWER);
      assertEquals(Type.CNAME, answers.getFirst().getType());
      assertEquals("DB.example.com.", answers.getFirst().getName().toString());
      assertEquals(21, new HashSet<>(answers).size());
      orders.add(answers.toString());
    }
    assertTrue(orders.size() > 5);
  }
}
