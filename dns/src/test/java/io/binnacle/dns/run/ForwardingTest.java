package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Zones;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/// Names outside the cluster, asked of a server that knows two names and nothing else.
class ForwardingTest {
  private static final List<String> KNOWN = List.of("db.example.com.", "web.default.");

  private final List<AutoCloseable> running = new ArrayList<>();
  private final ClusterZone zone = Zones.everyKind();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part : running.reversed()) {
      part.close();
    }
  }

  record Case(String name, String asked, int type, boolean upstream, String answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "a name outside is asked of the upstream",
            "db.example.com.",
            Type.A,
            true,
            "NOERROR db.example.com. A 203.0.113.10"),
        new Case("what the upstream denies is denied", "no.example.com.", Type.A, true, "NXDOMAIN"),
        new Case(
            "an ExternalName is followed to its end",
            "out.default.svc.cluster.local.",
            Type.A,
            true,
            "NOERROR out.default.svc.cluster.local. CNAME db.example.com., db.example.com. A 203.0.113.10"),
        new Case(
            "the alias itself is ours to tell",
            "out.default.svc.cluster.local.",
            Type.CNAME,
            true,
            "NOERROR out.default.svc.cluster.local. CNAME db.example.com."),
        new Case(
            "cluster names never leave", "no.default.svc.cluster.local.", Type.A, true, "NXDOMAIN"),
        new Case(
            "a name of the cluster that was not searched for is found for a Pod",
            "db-0.db.",
            Type.A,
            true,
            "NOERROR db-0.db. CNAME db-0.db.default.svc.cluster.local.,"
                + " db-0.db.default.svc.cluster.local. A 10.244.1.2"),
        new Case(
            "a name that exists outside is never shadowed by one of the cluster",
            "web.default.",
            Type.A,
            true,
            "NOERROR web.default. A 203.0.113.10"),
        new Case(
            "so it is without upstream",
            "web.default.",
            Type.A,
            false,
            "NOERROR web.default. CNAME web.default.svc.cluster.local.,"
                + " web.default.svc.cluster.local. A 10.96.0.7"),
        new Case(
            "without upstream a name outside is refused",
            "db.example.com.",
            Type.A,
            false,
            "REFUSED"),
        new Case(
            "without upstream an ExternalName is its alias",
            "out.default.svc.cluster.local.",
            Type.A,
            false,
            "NOERROR out.default.svc.cluster.local. CNAME db.example.com."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void overUdpAndTcp(Case c) throws Exception {
    List<InetSocketAddress> upstream = c.upstream ? List.of(new Upstream().address()) : List.of();
    DnsServer server = server(upstream);
    assertEquals(c.answer, ask(server, c.asked, c.type, false));
    if (!c.upstream) {
      assertEquals(c.answer, ask(server, c.asked, c.type, true));
    }
  }

  @Test
  void theNextUpstreamIsAskedWhenOneRefusesToTalk() throws Exception {
    DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    InetSocketAddress dead = (InetSocketAddress) closed.getLocalSocketAddress();
    closed.close();
    DnsServer server = server(List.of(dead, new Upstream().address()));
    assertEquals(
        "NOERROR db.example.com. A 203.0.113.10", ask(server, "db.example.com.", Type.A, false));
  }

  @Test
  void aGuessedAnswerIsPassedOver() throws Exception {
    DnsServer server = server(List.of(new Upstream(true).address()));
    assertEquals(
        "NOERROR db.example.com. A 203.0.113.10", ask(server, "db.example.com.", Type.A, false));
  }

  private DnsServer server(List<InetSocketAddress> upstream) throws IOException {
    DnsServer server =
        DnsServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            () -> zone,
            new SequentialUpstreams(upstream, RandomGenerator.of("L64X128MixRandom")),
            _ -> "default");
    running.add(server);
    return server;
  }

  private static String ask(DnsServer server, String name, int type, boolean tcp)
      throws IOException {
    SimpleResolver client = new SimpleResolver(server.address());
    client.setTCP(tcp);
    Message reply =
        client.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
    List<String> answers =
        reply.getSection(Section.ANSWER).stream()
            .map(r -> r.getName() + " " + Type.string(r.getType()) + " " + r.rdataToString())
            .toList();
    String rcode = Rcode.string(reply.getRcode());
    return answers.isEmpty() ? rcode : rcode + " " + String.join(", ", answers);
  }

  /// A server that knows those names; with `guessed` each answer is preceded by one to another question.
  private final class Upstream {
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final boolean guessed;

    Upstream() throws IOException {
      this(false);
    }

    Upstream(boolean guessed) throws IOException {
      this.guessed = guessed;
      running.add(socket);
      Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void serve() {
      byte[] room = new byte[2_048];
      while (!socket.isClosed()) {
        try {
          DatagramPacket packet = new DatagramPacket(room, room.length);
          socket.receive(packet);
          Message query = new Message(Arrays.copyOf(room, packet.getLength()));
          if (guessed) {
            send(reply(query, "evil.example.com."), packet);
          }
          send(reply(query, query.getQuestion().getName().toString()), packet);
        } catch (IOException closed) {
          return;
        }
      }
    }

    private void send(Message reply, DatagramPacket to) throws IOException {
      byte[] wire = reply.toWire();
      socket.send(new DatagramPacket(wire, wire.length, to.getSocketAddress()));
    }

    private static Message reply(Message query, String name) throws IOException {
      Message reply = new Message(query.getHeader().getID());
      reply.getHeader().setFlag(Flags.QR);
      Record question =
          Record.newRecord(Name.fromString(name), query.getQuestion().getType(), DClass.IN);
      reply.addRecord(question, Section.QUESTION);
      if (KNOWN.contains(name)) {
        reply.addRecord(
            Record.fromString(question.getName(), Type.A, DClass.IN, 60, "203.0.113.10", Name.root),
            Section.ANSWER);
      } else {
        reply.getHeader().setRcode(Rcode.NXDOMAIN);
      }
      return reply;
    }
  }
}
