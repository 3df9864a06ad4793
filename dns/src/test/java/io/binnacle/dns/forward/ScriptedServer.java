package io.binnacle.dns.forward;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A server on loopback that answers as its script says, over UDP and over connections on the same port. Probes, of health and for
/// loops, are answered before the script sees them, unless it is silent.
final class ScriptedServer implements AutoCloseable {
  /// What to send for a query; nothing for silence, null to close the connection.
  interface Script {
    @Nullable List<byte[]> replies(Message query, String carrier) throws IOException;
  }

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Script script;
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<Message> queries = new CopyOnWriteArrayList<>();

  private ScriptedServer(Script script, @Nullable SSLContext tls, int port) throws IOException {
    this.script = script;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.tcp =
        tls == null
            ? new ServerSocket(port, 50, loopback)
            : tls.getServerSocketFactory().createServerSocket(port, 50, loopback);
    this.udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    Thread.ofVirtual().start(this::serveUdp);
    Thread.ofVirtual().start(this::serveTcp);
  }

  static ScriptedServer start(Script script) throws IOException {
    return new ScriptedServer(script, null, 0);
  }

  static ScriptedServer startAt(int port, Script script) throws IOException {
    return new ScriptedServer(script, null, port);
  }

  static ScriptedServer startTls(SSLContext tls, Script script) throws IOException {
    return new ScriptedServer(script, tls, 0);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) tcp.getLocalSocketAddress();
  }

  /// The script of a server that knows `address` for every name.
  static Script saying(String address) {
    return (query, _) -> List.of(answer(query, address).toWire());
  }

  /// The script of a server that says nothing.
  static Script silent() {
    return (_, _) -> List.of();
  }

  /// The script of a server that fails.
  static Script failing(int rcode) {
    return (query, _) -> List.of(reply(query, rcode).toWire());
  }

  static Message reply(Message query, int rcode) {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setRcode(rcode);
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    return reply;
  }

  static Message answer(Message query, String address) throws IOException {
    Message reply = reply(query, Rcode.NOERROR);
    Name owner = query.getQuestion().getName();
    reply.addRecord(
        Record.fromString(owner, Type.A, DClass.IN, 60, address, Name.root), Section.ANSWER);
    return reply;
  }

  private @Nullable List<byte[]> replies(byte[] octets, String carrier) throws IOException {
    Message query = new Message(octets);
    if (query.getQuestion().getType() != Type.A) {
      List<byte[]> scripted = script.replies(query, carrier);
      return scripted != null && scripted.isEmpty()
          ? List.of()
          : List.of(reply(query, Rcode.NOERROR).toWire());
    }
    asked.add(carrier + " " + query.getQuestion().getName());
    queries.add(query);
    return script.replies(query, carrier);
  }

  private void serveUdp() {
    byte[] room = new byte[4_096];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(room, room.length);
        udp.receive(packet);
        List<byte[]> replies = replies(Arrays.copyOf(room, packet.getLength()), "udp");
        for (byte[] reply : replies == null ? List.<byte[]>of() : replies) {
          udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket client = tcp.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      while (true) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        List<byte[]> replies = replies(query, "tcp");
        if (replies == null) {
          return;
        }
        for (byte[] reply : replies) {
          out.writeShort(reply.length);
          out.write(reply);
        }
      }
    } catch (IOException closed) {
      // the other end has gone, or the test is over
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
