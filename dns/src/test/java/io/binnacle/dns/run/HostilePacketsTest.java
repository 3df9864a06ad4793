package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.dns.fastpath.FastPath;
import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.run.HostilePackets.Case;
import io.binnacle.dns.run.UdpSettings.Kind;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Zones;
import io.binnacle.linux.sys.Sys;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// [HostilePackets] over real sockets: what a packet comes to is the same over every transport, and who asks behind it is answered.
@Timeout(60)
class HostilePacketsTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  private static final int ID = 0x6b6b;
  private static final int HONEST = 0x1111;

  private final ClusterZone zone = Zones.everyKind();
  private final Resolver resolver = new Resolver(() -> zone, new Outside(), ClientNamespaces.NONE);

  /// A question that is not answered in place, and so after everything that came before it.
  private static byte[] honest() throws IOException {
    Message query = Asking.query("kubernetes.default.svc.cluster.local.", Type.A);
    query.getHeader().setID(HONEST);
    byte[] octets = query.toWire();
    return Arrays.copyOf(octets, octets.length + 1); // something behind it
  }

  private UdpListener listen(Kind kind) throws IOException {
    assumeTrue(
        kind == Kind.PORTABLE || Sys.unsupported() == null,
        () -> "needs system calls: " + Sys.unsupported());
    return UdpListener.start(
        LOOPBACK,
        new UdpSettings(kind, 1, 1 << 20),
        new UdpWork(
            SourceLimits.NONE,
            UdpWork.Room.ALL,
            counters -> new FastPath(() -> zone, counters, new SplittableRandom(1)),
            () -> QueryCounters.NONE,
            resolver));
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void datagrams(Kind kind) throws IOException {
    try (UdpListener listener = listen(kind);
        DatagramSocket client = new DatagramSocket()) {
      client.connect(listener.address());
      client.setSoTimeout(20_000);
      for (Case c : HostilePackets.all()) {
        byte[] packet = c.packet(ID);
        send(client, packet);
        send(client, honest());
        byte[] first = receive(client);
        String verdict = verdict(packet, first);
        assertEquals(c.verdict(), verdict, c.name());
        if (!verdict.equals(HostilePackets.DROPPED)) {
          assertEquals(HONEST, id(receive(client)), c.name());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void datagramsOfNothing(Kind kind) throws IOException {
    try (UdpListener listener = listen(kind);
        DatagramSocket client = new DatagramSocket()) {
      client.connect(listener.address());
      client.setSoTimeout(20_000);
      send(client, new byte[0]);
      send(client, new byte[1]);
      send(client, new byte[60_000]); // cut, and then no question
      assertEquals(Rcode.FORMERR, new Message(receive(client)).getRcode());
      send(client, honest());
      assertEquals(HONEST, id(receive(client)));
    }
  }

  @TestFactory
  Stream<DynamicTest> connections() {
    return HostilePackets.all().stream()
        .map(c -> DynamicTest.dynamicTest(c.toString(), () -> overAConnection(c)));
  }

  private void overAConnection(Case c) throws IOException {
    try (Streams streams = new Streams(StreamLimits.DEFAULT);
        Streams.Listener listener = streams.listen(LOOPBACK, resolver);
        Socket socket = new Socket(listener.address().getAddress(), listener.address().getPort())) {
      socket.setSoTimeout(20_000);
      byte[] packet = c.packet(ID);
      socket.getOutputStream().write(StreamsTest.framed(packet));
      socket.getOutputStream().write(StreamsTest.framed(honest()));
      byte[] first;
      try {
        first = frame(socket);
      } catch (IOException ended) {
        assertEquals(c.verdict(), HostilePackets.DROPPED, ended.toString());
        return;
      }
      assertEquals(c.verdict(), verdict(packet, first));
      assertEquals(HONEST, id(frame(socket)));
    }
  }

  /// What a reply says; [HostilePackets#DROPPED] if it is the reply to the question behind.
  private static String verdict(byte[] query, byte[] reply) throws IOException {
    if (id(reply) == HONEST) {
      return HostilePackets.DROPPED;
    }
    assertEquals(ID, id(reply));
    Message message = new Message(reply);
    int rcode = message.getRcode();
    if (rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP) {
      assertEquals(12, reply.length, "nothing but a header");
      assertEquals(0x80 | query[2] & 0x79, reply[2] & 0xff, "QR, opcode, RD");
    } else {
      int question = message.getQuestion().getName().length() + 4;
      assertArrayEquals(
          Arrays.copyOfRange(query, 12, 12 + question),
          Arrays.copyOfRange(reply, 12, 12 + question));
    }
    String name = rcode == Rcode.BADVERS ? "BADVERS" : Rcode.string(rcode);
    return rcode == Rcode.NOERROR ? name + " " + message.getSection(Section.ANSWER).size() : name;
  }

  private static int id(byte[] message) {
    return (message[0] & 0xff) << 8 | message[1] & 0xff;
  }

  private static void send(DatagramSocket client, byte[] octets) throws IOException {
    client.send(new DatagramPacket(octets, octets.length));
  }

  private static byte[] receive(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    client.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static byte[] frame(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return message;
  }
}
