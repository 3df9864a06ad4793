package io.binnacle.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// One question, sent at a steady rate over UDP, to whichever server is the right one at that moment; and what became of each.
/// Every question has an identifier of its own, so nothing is counted twice. Nothing is sent again.
final class DnsLoad implements AutoCloseable {
  /// As many identifiers as there are.
  static final int MOST = 0x1_0000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ROOM = 4 << 20;
  private static final int UNANSWERED = -1;
  private static final int UNSENT = -2;

  private final byte[] query;
  private final AtomicIntegerArray rcodes = new AtomicIntegerArray(MOST);
  private final ConcurrentHashMap<InetSocketAddress, DatagramChannel> channels =
      new ConcurrentHashMap<>();
  private volatile int sent;

  DnsLoad(String name, String type) throws IOException {
    query = Dig.query(name, type).toWire();
    for (int i = 0; i < MOST; i++) {
      rcodes.set(i, UNSENT);
    }
  }

  /// What became of the questions.
  ///
  /// @param sent how many were sent
  /// @param answered how many got an answer without an error
  /// @param failed how many got another RCODE than NOERROR
  /// @param lost how many got none within 5 s of the last
  record Report(int sent, int answered, int failed, int lost) {}

  /// Asks until `enough`, at most [#MOST] times; then waits for the last answers.
  ///
  /// @param rate questions a second
  /// @param server asked next
  Report run(int rate, Supplier<InetSocketAddress> server, BooleanSupplier enough)
      throws IOException {
    long start = System.nanoTime();
    int id = 0;
    while (id < MOST && !enough.getAsBoolean()) {
      long due = start + id * 1_000_000_000L / rate;
      long early = due - System.nanoTime();
      if (early > 0) {
        LockSupport.parkNanos(early);
        continue;
      }
      ByteBuffer packet = ByteBuffer.wrap(query.clone()).putShort(0, (short) id);
      rcodes.set(id, UNANSWERED);
      ask(channel(server.get()), packet);
      sent = ++id;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (report().lost() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    return report();
  }

  private static void ask(DatagramChannel channel, ByteBuffer packet) throws IOException {
    try {
      int _ = channel.write(packet);
    } catch (PortUnreachableException earlier) {
      // Nobody listened there for an earlier question, which stays unanswered; this one is still to
      // be sent.
      int _ = channel.write(packet);
    }
  }

  /// How many questions have been sent so far. Any thread.
  int sent() {
    return sent;
  }

  private Report report() {
    int answered = 0;
    int failed = 0;
    int lost = 0;
    int all = sent;
    for (int i = 0; i < all; i++) {
      switch (rcodes.get(i)) {
        case 0 -> answered++;
        case UNANSWERED -> lost++;
        default -> failed++;
      }
    }
    return new Report(all, answered, failed, lost);
  }

  private DatagramChannel channel(InetSocketAddress server) throws IOException {
    DatagramChannel known = channels.get(server);
    if (known != null) {
      return known;
    }
    DatagramChannel fresh = DatagramChannel.open();
    fresh.setOption(StandardSocketOptions.SO_RCVBUF, ROOM);
    fresh.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    fresh.connect(server);
    channels.put(server, fresh);
    Thread.ofPlatform().daemon().start(() -> receive(fresh));
    return fresh;
  }

  private void receive(DatagramChannel channel) {
    ByteBuffer reply = ByteBuffer.allocate(4_096);
    while (channel.isOpen()) {
      try {
        reply.clear();
        int length = channel.read(reply);
        if (length >= 12) {
          rcodes.set(reply.getShort(0) & 0xffff, reply.get(3) & 0xf);
        }
      } catch (PortUnreachableException lost) {
        // Counted: its question stays unanswered.
        continue;
      } catch (IOException e) {
        if (channel.isOpen()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (DatagramChannel channel : channels.values()) {
      channel.close();
    }
  }
}
