package io.binnacle.dns.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.run.Client;
import io.binnacle.dns.run.Client.Transport;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.ReplyPolicy;
import io.binnacle.dns.run.ReplySink;
import io.binnacle.dns.run.Resolver;
import io.binnacle.dns.run.StreamLimits;
import io.binnacle.dns.run.Streams;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Zones;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferIn;

class TransferTest {
  private static final String DOMAIN = "cluster.local.";
  private static final InetAddress FRIEND = InetAddress.ofLiteral("127.0.0.1");
  private static final ZoneTransfers TO_FRIENDS = new AllowedTransfers(FRIEND::equals);

  private static Resolver resolver(ClusterZone zone, ZoneTransfers transfers) {
    return new Resolver(
        new Resolver.Parts(
            () -> zone,
            OutsideNames.NONE,
            ClientNamespaces.NONE,
            ReplyPolicy.OPEN,
            transfers,
            RandomGenerator.getDefault(),
            List::of,
            java.time.InstantSource.system()));
  }

  private static List<Message> ask(
      ClusterZone zone, ZoneTransfers transfers, Transport transport, String from, Message query)
      throws IOException {
    List<byte[]> out = new ArrayList<>();
    byte[] wire = query.toWire();
    InetSocketAddress client = new InetSocketAddress(InetAddress.ofLiteral(from), 4711);
    resolver(zone, transfers)
        .resolve(
            wire,
            wire.length,
            new Client(client, client, transport),
            new ReplySink() {
              @Override
              public void message(byte[] message, boolean last) {
                out.add(message);
              }

              @Override
              public void nothing() {
                throw new AssertionError("no reply");
              }
            });
    List<Message> messages = new ArrayList<>();
    for (byte[] message : out) {
      assertTrue(message.length <= 16_384, message.length + " octets");
      messages.add(new Message(message));
    }
    return messages;
  }

  private static List<Message> friend(ClusterZone zone, Message query) throws IOException {
    return ask(zone, TO_FRIENDS, Transport.TCP, "127.0.0.1", query);
  }

  private static Message axfr(String name) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(name), Type.AXFR, DClass.IN));
  }

  private static Message ixfr(long serial) throws IOException {
    Name domain = Name.fromString(DOMAIN);
    Message query = Message.newQuery(Record.newRecord(domain, Type.IXFR, DClass.IN));
    query.addRecord(
        new SOARecord(domain, DClass.IN, 0, domain, domain, serial, 0, 0, 0, 0), Section.AUTHORITY);
    return query;
  }

  record Case(String name, String from, Transport transport, String zone, int rcode) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> refusals() {
    return Stream.of(
        new Case("a stranger", "127.0.0.2", Transport.TCP, DOMAIN, Rcode.REFUSED),
        new Case("over UDP", "127.0.0.1", Transport.UDP, DOMAIN, Rcode.REFUSED),
        new Case(
            "a reverse zone", "127.0.0.1", Transport.TCP, "96.10.in-addr.arpa.", Rcode.NOTAUTH),
        new Case(
            "other reverse zones", "127.0.0.1", Transport.TCP, "9.in-addr.arpa.", Rcode.REFUSED),
        new Case("a name in it", "127.0.0.1", Transport.DOT, "svc." + DOMAIN, Rcode.NOTAUTH),
        new Case("others' zones", "127.0.0.1", Transport.TCP, "example.com.", Rcode.REFUSED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void isRefused(Case c) throws IOException {
    List<Message> replies = ask(Zones.everyKind(), TO_FRIENDS, c.transport, c.from, axfr(c.zone));
    assertEquals(1, replies.size());
    assertEquals(Rcode.string(c.rcode), Rcode.string(replies.getFirst().getRcode()));
    assertEquals(0, replies.getFirst().getSection(Section.ANSWER).size());
    assertEquals(0, replies.getFirst().getSection(Section.AUTHORITY).size());
  }

  @Test
  void nobodyMayByDefault() throws IOException {
    List<Message> replies =
        ask(Zones.everyKind(), ZoneTransfers.NOBODY, Transport.TCP, "127.0.0.1", axfr(DOMAIN));
    assertEquals(Rcode.REFUSED, replies.getFirst().getRcode());
  }

  @Test
  void theWholeZoneIsItsServicesBetweenTwoStarts() throws IOException {
    List<String> lines = records(friend(Zones.everyKind(), axfr(DOMAIN)));
    assertEquals("cluster.local. SOA", lines.getFirst());
    assertEquals("cluster.local. SOA", lines.getLast());
    assertEquals(lines.size() - 1, new HashSet<>(lines).size(), "no record twice");
    String sql = "_sql._tcp.db.default.svc.cluster.local. SRV 0 33 6543 ";
    String db = "db.default.svc.cluster.local.";
    assertEquals(
        List.of(
            db + " A 10.244.1.2",
            "db-0." + db + " A 10.244.1.2",
            db + " A 10.244.2.3",
            "10-244-2-3." + db + " A 10.244.2.3",
            db + " AAAA fd00:10:244:3:0:0:0:0",
            "fd00-10-244-3--0." + db + " AAAA fd00:10:244:3:0:0:0:0",
            sql + "db-0." + db,
            sql + "10-244-2-3." + db,
            sql + "fd00-10-244-3--0." + db),
        lines.stream().filter(l -> l.contains(db)).toList());
    String web = "web.default.svc.cluster.local.";
    assertTrue(
        lines.containsAll(
            List.of(
                "cluster.local. NS kube-dns.kube-system.svc.cluster.local.",
                "ns.dns.cluster.local. A 10.96.0.10",
                web + " A 10.96.0.7",
                web + " SRV 0 100 80 " + web,
                "_http._tcp." + web + " SRV 0 100 80 " + web,
                "out.default.svc.cluster.local. CNAME db.example.com.",
                "pod.svc.svc.cluster.local. A 10.96.0.8")),
        lines.toString());
    assertTrue(lines.stream().noneMatch(l -> l.contains("idle.") || l.contains("number.")));
  }

  private static List<String> records(List<Message> messages) {
    return messages.stream()
        .flatMap(m -> m.getSection(Section.ANSWER).stream())
        .map(r -> r.getName() + " " + Type.string(r.getType()) + data(r))
        .toList();
  }

  private static String data(Record record) {
    return record.getType() == Type.SOA ? "" : " " + record.rdataToString();
  }

  @Test
  void whoHasTheSameVersionIsToldSo() throws IOException {
    ClusterZone zone = Zones.everyKind();
    assertEquals(List.of("cluster.local. SOA"), records(friend(zone, ixfr(zone.serial()))));
    List<String> other = records(friend(zone, ixfr(zone.serial() - 1)));
    assertTrue(other.size() > 10);
    assertEquals("cluster.local. SOA", other.getLast());
  }

  @Test
  void aLargeZoneComesInManyMessagesToAnotherImplementation() throws Exception {
    ClusterZone zone = Zones.headless(3_000);
    try (Streams streams = new Streams(StreamLimits.DEFAULT);
        Streams.Listener listener =
            streams.listen(new InetSocketAddress(FRIEND, 0), resolver(zone, TO_FRIENDS))) {
      ZoneTransferIn transfer =
          ZoneTransferIn.newAXFR(Name.fromString(DOMAIN), listener.address(), null);
      transfer.run();
      List<Record> records = transfer.getAXFR();
      int ends = 3; // SOA, NS, SOA
      assertEquals(ends + 3 * 3_000, records.size());
      assertEquals(records.size() - 1, new HashSet<>(records).size());
    }
  }
}
