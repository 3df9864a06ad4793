package io.binnacle.app.dig;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.wire.MessageReader.Reply;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Asks one DNS server: over UDP, and again over TCP if the answer did not fit.
public final class DnsClient {
  private static final int TRIES = 2;
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int MAX_DATAGRAM = 4_096;

  private final InetSocketAddress server;
  private final RandomGenerator random;

  /// @param random for message ids
  public DnsClient(InetSocketAddress server, RandomGenerator random) {
    this.server = server;
    this.random = random;
  }

  /// Asks for the records of one type at one name.
  ///
  /// @throws IOException if no sensible answer came
  public Reply ask(DnsName name, int type) throws IOException {
    byte[] query = MessageReader.query(random.nextInt(0x10000), name, type);
    Reply reply = overUdp(query);
    return reply.truncated() ? overTcp(query) : reply;
  }

  private Reply overUdp(byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
      for (int tried = 0; tried < TRIES; tried++) {
        socket.send(new DatagramPacket(query, query.length));
        try {
          socket.receive(packet);
          return checked(query, Arrays.copyOf(packet.getData(), packet.getLength()));
        } catch (SocketTimeoutException late) {
          if (tried == TRIES - 1) {
            throw late;
          }
        }
      }
      throw new SocketTimeoutException("no answer");
    }
  }

  private Reply overTcp(byte[] query) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] framed = new byte[query.length + 2];
      framed[0] = (byte) (query.length >> 8);
      framed[1] = (byte) query.length;
      System.arraycopy(query, 0, framed, 2, query.length);
      out.write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] message = new byte[in.readUnsignedShort()];
      in.readFully(message);
      return checked(query, message);
    }
  }

  private static Reply checked(byte[] query, byte[] message) throws IOException {
    Reply reply = MessageReader.read(message);
    int id = (query[0] & 0xff) << 8 | query[1] & 0xff;
    if (reply == null || reply.id() != id) {
      throw new IOException("the answer makes no sense: " + message.length + " octets");
    }
    return reply;
  }
}
