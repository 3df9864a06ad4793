package io.binnacle.bench.dns;

import io.binnacle.bench.process.ServerProcess;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.wire.MessageReader.Reply;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One client of one server on this machine, asking again and again from one socket. One thread.
final class Probe implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 500;
  private static final int TRIES = 6;

  private final DatagramSocket socket;
  private final byte[] room = new byte[4096];

  Probe(int port) throws IOException {
    socket = new DatagramSocket();
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /// What it says; null if it says nothing, nothing sensible, or is not there.
  @Nullable Reply ask(byte[] query) throws IOException {
    byte[] sent = query.clone();
    int id = ThreadLocalRandom.current().nextInt(0x10000);
    sent[0] = (byte) (id >> 8);
    sent[1] = (byte) id;
    try {
      socket.send(new DatagramPacket(sent, sent.length));
      while (true) {
        DatagramPacket packet = new DatagramPacket(room, room.length);
        socket.receive(packet);
        byte[] reply = Arrays.copyOf(room, packet.getLength());
        if (MessageReader.answers(sent, reply)) {
          return MessageReader.read(reply);
        }
      }
    } catch (PortUnreachableException | SocketTimeoutException nobody) {
      return null;
    }
  }

  /// The same as a client with patience does it: some tries before it takes silence for an answer.
  @Nullable Reply askAgain(byte[] query) throws IOException {
    Reply reply = null;
    for (int tried = 0; reply == null && tried < TRIES; tried++) {
      reply = ask(query);
    }
    return reply;
  }

  /// Asks until the answer pleases.
  ///
  /// @return when it came, by `System.nanoTime`
  /// @throws IOException if none does in time, or if `server` ends, with what it said
  long await(byte[] query, Predicate<Reply> wanted, int seconds, @Nullable ServerProcess server)
      throws IOException {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    while (true) {
      Reply reply = ask(query);
      long now = System.nanoTime();
      if (reply != null && wanted.test(reply)) {
        return now;
      }
      if (server != null && !server.isAlive()) {
        throw new IOException("the server ended: " + server.says());
      }
      if (now > deadline) {
        throw new IOException(
            "not answered as wanted within " + seconds + " s; the last answer: " + reply);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
