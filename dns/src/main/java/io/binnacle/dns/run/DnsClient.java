package io.binnacle.dns.run;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.wire.MessageReader.Reply;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Asks one DNS server: over UDP, and again over TCP if the answer did not fit. Blocks; safe for use by many threads.
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
    Reply reply = read(exchange(query, true));
    return reply.truncated() ? read(exchange(query, false)) : reply;
  }

  /// Sends a query as it is, under an id of its own, and returns the reply as it came, under the query's.
  ///
  /// @param query a whole message with a question
  /// @param udp over UDP, where the reply may be truncated, or over TCP
  /// @throws IOException if no sensible answer came
  byte[] exchange(byte[] query, boolean udp) throws IOException {
    byte[] sent = query.clone();
    int id = random.nextInt(0x10000);
    sent[0] = (byte) (id >> 8);
    sent[1] = (byte) id;
    byte[] reply = udp ? overUdp(sent) : overTcp(sent);
    reply[0] = query[0];
    reply[1] = query[1];
    return reply;
  }

  private byte[] overUdp(byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      byte[] room = new byte[MAX_DATAGRAM];
      for (int tried = 0; tried < TRIES; tried++) {
        socket.send(new DatagramPacket(query, query.length));
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
        for (long left = TIMEOUT_MILLIS;
            left > 0;
            left = (deadline - System.nanoTime()) / 1_000_000) {
          socket.setSoTimeout((int) left);
          DatagramPacket packet = new DatagramPacket(room, room.length);
          try {
            socket.receive(packet);
          } catch (SocketTimeoutException late) {
            break;
          }
          byte[] reply = Arrays.copyOf(room, packet.getLength());
          if (MessageReader.answers(query, reply)) {
            return reply;
          } // else somebody guesses, or a late answer to an earlier try: go on listening
        }
      }
      throw new SocketTimeoutException(
          "no answer from " + server + " within " + TRIES * TIMEOUT_MILLIS + " ms");
    }
  }

  private byte[] overTcp(byte[] query) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      byte[] framed = new byte[query.length + 2];
      framed[0] = (byte) (query.length >> 8);
      framed[1] = (byte) query.length;
      System.arraycopy(query, 0, framed, 2, query.length);
      out.write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] reply = new byte[in.readUnsignedShort()];
      in.readFully(reply);
      if (!MessageReader.answers(query, reply)) {
        throw new IOException("the answer of " + server + " is to another question");
      }
      return reply;
    }
  }

  private Reply read(byte[] message) throws IOException {
    Reply reply = MessageReader.read(message);
    if (reply == null) {
      throw new IOException(
          "the answer of " + server + " makes no sense: " + message.length + " octets");
    }
    return reply;
  }
}
