package io.binnacle.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A resolver library's view of one server: a question over UDP, and what came back. One thread at a time.
final class Dig implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 3_000;

  private final DatagramSocket socket;
  private final byte[] room = new byte[4_096];

  Dig(InetSocketAddress server) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    socket.connect(server);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /// The message that came back.
  ///
  /// @param type as in `SRV`
  /// @throws SocketTimeoutException if none came within 3 s
  Message ask(String name, String type) throws IOException {
    Message query = query(name, type);
    int id = ThreadLocalRandom.current().nextInt(0x1_0000);
    query.getHeader().setID(id);
    byte[] wire = query.toWire();
    socket.send(new DatagramPacket(wire, wire.length));
    while (true) {
      DatagramPacket packet = new DatagramPacket(room, room.length);
      socket.receive(packet);
      // Whatever answers an earlier question came too late.
      if (packet.getLength() > 2 && (ByteBuffer.wrap(room).getShort() & 0xffff) == id) {
        return new Message(Arrays.copyOf(room, packet.getLength()));
      }
    }
  }

  static Message query(String name, String type) throws IOException {
    Message query = new Message();
    query.getHeader().setFlag(Flags.RD);
    Name absolute = Name.fromString(name, Name.root);
    query.addRecord(Record.newRecord(absolute, Type.value(type), DClass.IN), Section.QUESTION);
    return query;
  }

  /// What an answer says, in one line: its records' data in order, or why there are none.
  String say(String name, String type) {
    try {
      return say(ask(name, type));
    } catch (SocketTimeoutException nothing) {
      return "no answer";
    } catch (IOException e) {
      return e.toString();
    }
  }

  static String say(Message reply) {
    List<String> data = data(reply);
    if (reply.getRcode() != Rcode.NOERROR) {
      return Rcode.string(reply.getRcode());
    }
    return data.isEmpty() ? "NODATA" : String.join(" ", data);
  }

  /// The data of the answer section, sorted.
  static List<String> data(Message reply) {
    return reply.getSection(Section.ANSWER).stream().map(Record::rdataToString).sorted().toList();
  }

  @Override
  public void close() {
    socket.close();
  }
}
