package io.binnacle.dns.run;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.metrics.DropReason;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.run.Client.Transport;
import io.binnacle.linux.sys.SysException;
import io.binnacle.linux.udp.BatchSocket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The work of one listener thread: take a batch, answer what can be answered in place and send that, then see to the rest.
/// Nothing is allocated except for the rest.
final class BatchLoop implements Runnable {
  private static final Logger LOG = System.getLogger(BatchLoop.class.getName());

  /// A kernel short of memory gets time to find some.
  private static final long PAUSE_NANOS = 10_000_000;

  /// Replies that need objects take so much longer that the first do not wait for the last of a batch.
  private static final int SLOW_AT_ONCE = 16;

  private final BatchSocket socket;
  private final MemorySegment memory;
  private final SourceLimits limits;
  private final UdpWork.Room room;
  private final PacketAnswerer answerer;
  private final QueryCounters counters;
  private final MessageHandler handler;

  private final BugLog bugs = new BugLog(LOG);

  /// Slots whose queries need objects.
  private final int[] rest = new int[BatchSocket.BATCH];

  // The room of the source seen last in this batch: sources come in bursts.
  private long roomHigh;
  private long roomLow;
  private int octets;

  /// Whose query the handler has been given and not come back from; its reply goes with the batch.
  private @Nullable Slow handling;

  BatchLoop(BatchSocket socket, UdpWork work) {
    this.socket = socket;
    this.memory = socket.memory();
    this.limits = work.limits();
    this.room = work.room();
    this.counters = work.counters().get();
    this.answerer = work.answerers().apply(counters);
    this.handler = work.slow();
  }

  /// Until the socket is stopped; closes it then.
  @Override
  public void run() {
    try (socket) {
      while (turn()) {}
    } finally {
      counters.ended();
    }
  }

  /// One batch.
  ///
  /// @return whether there may be another
  boolean turn() {
    try {
      int count = socket.receive();
      if (count == BatchSocket.STOPPED) {
        return false;
      }
      serve(count);
    } catch (SysException e) {
      LOG.log(Level.WARNING, "receiving DNS queries failed: {0}", e.getMessage());
      LockSupport.parkNanos(PAUSE_NANOS);
    } catch (RuntimeException | Error bug) {
      // a thread that ended would leave its share of the clients without answers
      bugs.report(bug);
    }
    return true;
  }

  private void serve(int count) {
    long begun = System.nanoTime();
    int replies = 0;
    int left = 0;
    octets = -1;
    for (int slot = 0; slot < count; slot++) {
      int length = answer(slot, begun);
      if (length > 0) {
        socket.reply(slot, length);
        replies++;
      } else if (length == PacketAnswerer.SLOW) {
        rest[left++] = slot;
      }
    }
    if (replies > 0) {
      socket.sendReplies();
      counters.took(System.nanoTime() - begun, replies);
    }
    if (left > 0) {
      handOn(left);
    }
  }

  private int answer(int slot, long now) {
    int length = socket.length(slot);
    long high = socket.sourceHigh(slot), low = socket.sourceLow(slot);
    if (length == 0) {
      counters.dropped();
      return PacketAnswerer.DROP;
    }
    if (!limits.admit(high, low, now)) {
      counters.dropped(DropReason.RATE_LIMITED);
      return PacketAnswerer.DROP;
    }
    if (socket.cut(slot)) {
      return PacketAnswerer.SLOW;
    }
    long at = socket.at(slot);
    try {
      counters.received(memory, at, length, high, low, socket.sourcePort(slot));
      int reply = answerer.answer(memory, at, length, room(high, low));
      if (reply > 0) {
        counters.replied(memory, at, reply, now);
      } else if (reply == PacketAnswerer.DROP) {
        counters.dropped();
      }
      return reply;
    } catch (RuntimeException | Error bug) {
      // the rest of the batch is not to blame
      bugs.report(bug);
      counters.bug();
      counters.dropped();
      return PacketAnswerer.DROP;
    }
  }

  private int room(long high, long low) {
    if (octets < 0 || high != roomHigh || low != roomLow) {
      octets = Math.min(room.octets(high, low), BatchSocket.CAPACITY);
      roomHigh = high;
      roomLow = low;
    }
    return octets;
  }

  private void handOn(int left) {
    for (int i = 0; i < left; i++) {
      int slot = rest[i];
      byte[] message = memory.asSlice(socket.at(slot), socket.length(slot)).toArray(JAVA_BYTE);
      Client client = new Client(socket.source(slot), socket.local(slot), Transport.UDP);
      Slow slow = new Slow(slot, client);
      handling = slow;
      try {
        handler.resolve(message, message.length, client, slow);
      } catch (RuntimeException | Error bug) {
        bugs.report(bug);
        counters.dropped();
      } finally {
        handling = null;
      }
      if (i % SLOW_AT_ONCE == SLOW_AT_ONCE - 1) {
        socket.sendReplies();
      }
    }
    socket.sendReplies();
  }

  /// Where the reply to a query goes that was handed on.
  private final class Slow implements ReplySink {
    private final Thread owner = Thread.currentThread();
    private final int slot;
    private final Client client;

    Slow(int slot, Client client) {
      this.slot = slot;
      this.client = client;
    }

    @Override
    public void message(byte[] message, boolean last) {
      // the order matters: only the owner may look at `handling`
      if (Thread.currentThread() == owner
          && handling == this
          && last
          && message.length <= BatchSocket.CAPACITY) {
        MemorySegment.copy(message, 0, memory, JAVA_BYTE, socket.at(slot), message.length);
        socket.reply(slot, message.length);
      } else {
        // counted by the socket if it cannot leave
        socket.send(message, client.address(), client.local().getAddress());
      }
    }

    @Override
    public void nothing() {}
  }
}
