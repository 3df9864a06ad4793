package io.binnacle.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A name server on loopback that knows a few addresses, says NXDOMAIN to all else, and counts what it is asked.
final class ScriptedNames implements AutoCloseable {
  private static final int TTL = 60;

  private final DatagramSocket socket;
  private final Map<String, String> addresses;
  private final AtomicInteger asked = new AtomicInteger();

  private ScriptedNames(DatagramSocket socket, Map<String, String> addresses) {
    this.socket = socket;
    this.addresses = addresses;
    Thread.ofVirtual().start(this::answer);
  }

  /// @param addresses IPv4 by name, the names without a dot at the end
  static ScriptedNames start(Map<String, String> addresses) throws IOException {
    return new ScriptedNames(
        new DatagramSocket(0, InetAddress.getByName("127.0.0.1")), Map.copyOf(addresses));
  }

  /// Where it is, as `--dns-upstream` takes it.
  String at() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /// How many questions it has been asked, those that look for loops not counted.
  int asked() {
    return asked.get();
  }

  private void answer() {
    byte[] room = new byte[2_048];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(room, room.length);
        socket.receive(packet);
        byte[] reply = reply(new Message(Arrays.copyOf(room, packet.getLength()))).toWire();
        socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private Message reply(Message query) throws IOException {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    Record question = query.getQuestion();
    if (question.getType() != Type.HINFO && question.getType() != Type.NS) {
      asked.incrementAndGet();
    }
    reply.addRecord(question, Section.QUESTION);
    String address = addresses.get(question.getName().toString(true).toLowerCase(Locale.ROOT));
    if (address != null && question.getType() == Type.A) {
      reply.addRecord(
          Record.fromString(question.getName(), Type.A, DClass.IN, TTL, address, Name.root),
          Section.ANSWER);
    } else if (address == null) {
      reply.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    return reply;
  }

  @Override
  public void close() {
    socket.close();
  }
}
