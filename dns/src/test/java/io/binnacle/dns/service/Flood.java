package io.binnacle.dns.service;

import io.binnacle.dns.wire.Rcode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.Semaphore;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Asks one question over and over, one query as soon as another is answered. What is not answered in 5 s counts as lost.
final class Flood implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int HEADER = 12;

  private final DatagramSocket socket = new DatagramSocket();
  private final InetSocketAddress server;
  private final byte[] query;
  private final Semaphore answers = new Semaphore(0);
  private final Thread thread;
  private volatile boolean enough;
  private volatile Count count = new Count(0, 0, 0);

  /// @param asked queries sent
  /// @param lost those without an answer
  /// @param wrong those with an answer that has no record, or is another's
  record Count(int asked, int lost, int wrong) {}

  Flood(InetSocketAddress server, String name) throws IOException {
    this.server = server;
    this.query =
        Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN)).toWire();
    socket.setSoTimeout(PATIENCE_MILLIS);
    thread = Thread.ofPlatform().daemon().start(this::run);
  }

  /// Returns once so many more are answered.
  void awaitAnswers(int more) throws InterruptedException {
    answers.acquire(more);
  }

  /// Asks nothing more.
  Count finish() throws InterruptedException {
    enough = true;
    thread.join();
    return count;
  }

  private void run() {
    int asked = 0;
    int lost = 0;
    int wrong = 0;
    byte[] reply = new byte[4096];
    try {
      while (!enough) {
        asked++;
        query[0] = (byte) (asked >> 8);
        query[1] = (byte) asked;
        socket.send(new DatagramPacket(query, query.length, server));
        DatagramPacket packet = new DatagramPacket(reply, reply.length);
        try {
          socket.receive(packet);
          boolean right =
              packet.getLength() > HEADER
                  && reply[0] == query[0]
                  && reply[1] == query[1]
                  && Rcode.of(reply) == Rcode.NOERROR
                  && reply[7] == 1;
          wrong += right ? 0 : 1;
        } catch (SocketTimeoutException late) {
          lost++;
        }
        answers.release();
        count = new Count(asked, lost, wrong);
      }
    } catch (IOException e) {
      count = new Count(asked, lost + 1, wrong);
      answers.release(Integer.MAX_VALUE / 2);
    }
  }

  @Override
  public void close() {
    enough = true;
    socket.close();
  }
}
