package io.binnacle.linux.udp;

import io.binnacle.linux.sys.DatagramSys;
import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysException;
import io.binnacle.linux.sys.SysResult.Failed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A UDP socket whose owner, one platform thread, takes datagrams in batches and writes replies over them:
///
/// ```java
/// for (int count; (count = socket.receive()) != BatchSocket.STOPPED; ) {
///   for (int slot = 0; slot < count; slot++) {
///     socket.reply(slot, answer(socket.memory(), socket.at(slot), socket.length(slot)));
///   }
///   socket.sendReplies();
/// }
/// socket.close();
/// ```
///
/// Only the owner calls the methods that name a slot, [#receive], [#sendReplies] and, while it runs, [#close]. Any thread may
/// [#send], [#stop], and read the counts. Several sockets may share an address (SO_REUSEPORT): the kernel gives each client to
/// one of them. Nothing the owner calls in its loop allocates.
public final class BatchSocket implements AutoCloseable {
  /// Datagrams in a batch at most.
  public static final int BATCH = 64;

  /// Octets of a datagram that are read, and room for a reply.
  public static final int CAPACITY = 4_096;

  /// What [#receive] returns at the end.
  public static final int STOPPED = -1;

  /// One cache line more than a page, so that the datagrams' first octets do not compete for the same few lines of the cache.
  private static final int STRIDE = CAPACITY + 64;

  /// Batches that are still read after [#stop], should more come in than goes out.
  private static final int LAST_BATCHES = 256;

  private final int fd;
  private final SocketAddress family;
  private final InetSocketAddress address;
  private final boolean wildcard;

  /* The system calls get plain addresses, so that nothing but the contract above keeps this memory from being freed under a
   * thread that waits in the kernel. The errno's memory is another arena's: that one costs no atomic operation a call. */
  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = DatagramSys.state();
  private final MemorySegment memory = arena.allocate((long) STRIDE * BATCH, 64);
  private final MemorySegment names = arena.allocate((long) SocketAddress.STRIDE * BATCH, 64);
  private final MemorySegment controls = arena.allocate((long) PacketInfo.STRIDE * BATCH, 64);
  private final MessageVector in = new MessageVector(arena, BATCH);

  /* Replies have headers of their own: those without a reply are left out, so that reply k need not be slot k. It mostly is,
   * and then the header still points where it should. */
  private final MessageVector out = new MessageVector(arena, BATCH);
  private final int[] pointsAt = new int[BATCH];
  private int replies;

  private final Object outboxLock = new Object();
  private final Outbox outbox;
  private boolean closed;
  private long lastDrops;

  private int used = BATCH;
  private int lastBatches = LAST_BATCHES;
  private volatile boolean stopped;
  private volatile long unsent;
  private volatile int lastError;

  private BatchSocket(int fd, SocketAddress family, InetSocketAddress address, boolean wildcard) {
    this.fd = fd;
    this.family = family;
    this.address = address;
    this.wildcard = wildcard;
    outbox = new Outbox(arena, family, CAPACITY);
    for (int slot = 0; slot < BATCH; slot++) {
      in.point(slot, name(slot), family.length, buffer(slot), wildcard ? control(slot) : 0);
      in.bufferLength(slot, CAPACITY);
      pointAt(slot, slot);
    }
  }

  /// Binds a socket. Bound to the wildcard address it also learns which address each datagram was sent to, and replies leave
  /// from there; on `::` that is IPv4 as well.
  ///
  /// @param at port 0 takes a free one
  /// @param buffer octets the kernel may queue in each direction; root gets them, others up to the system's limit
  /// @throws SysException if the kernel refuses
  /// @throws UnsupportedOperationException where system calls cannot be made, saying why
  public static BatchSocket open(InetSocketAddress at, int buffer) throws SysException {
    boolean wildcard = at.getAddress().isAnyLocalAddress();
    SocketAddress family = SocketAddress.of(at.getAddress());
    int fd = SocketSetup.open(at, buffer, wildcard);
    try {
      return new BatchSocket(fd, family, SocketSetup.bound(fd, family), wildcard);
    } catch (SysException | RuntimeException | Error e) {
      Sys.close(fd);
      throw e;
    }
  }

  /// Where it is bound.
  public InetSocketAddress address() {
    return address;
  }

  /// Octets the kernel queues, its own overhead included; twice what was asked for, or twice the system's limit.
  public int receiveBuffer() throws SysException {
    synchronized (outboxLock) {
      return closed ? 0 : SocketSetup.receiveBuffer(fd);
    }
  }

  /// Waits for datagrams; pins its carrier meanwhile. Those of the batch before are gone. After [#stop], what is queued
  /// already is still returned.
  ///
  /// @return how many, 1..[#BATCH]; or [#STOPPED]
  /// @throws SysException if the kernel cannot; the next call may succeed
  public int receive() throws SysException {
    replies = 0;
    for (int slot = 0; slot < used; slot++) {
      in.nameLength(slot, family.length);
      in.controlLength(slot, wildcard ? PacketInfo.STRIDE : 0);
    }
    used = BATCH;
    while (true) {
      boolean last = stopped;
      if (last && lastBatches-- <= 0) {
        return STOPPED;
      }
      int flags = last ? DatagramSys.MSG_DONTWAIT : DatagramSys.MSG_WAITFORONE;
      int got = DatagramSys.recvmmsg(fd, in.address(0), BATCH, flags, state);
      if (got > 0) {
        // a thread that is woken by shutdown(2) gets a datagram from nobody
        if (got == 1 && in.nameLength(0) == 0) {
          in.nameLength(0, family.length);
          in.controlLength(0, wildcard ? PacketInfo.STRIDE : 0);
          continue;
        }
        used = got;
        return got;
      }
      if (last && got == -Errno.EAGAIN.number()) {
        return STOPPED;
      }
      if (got != -Errno.EINTR.number()) {
        throw new Failed("recvmmsg", new Errno(-got)).asException();
      }
    }
  }

  /// Where all datagrams are; gone after [#close].
  public MemorySegment memory() {
    return memory;
  }

  /// Where in [#memory] a datagram begins. [#CAPACITY] octets from there are its own.
  public long at(int slot) {
    return (long) STRIDE * slot;
  }

  /// Octets received, 0..[#CAPACITY].
  public int length(int slot) {
    return in.received(slot);
  }

  /// Whether the datagram was longer than [#CAPACITY], and the rest is lost.
  public boolean cut(int slot) {
    return in.cut(slot);
  }

  /// The first 8 octets of the sender's address; 0 for IPv4, on an IPv6 socket too.
  public long sourceHigh(int slot) {
    return family.high(names, (long) SocketAddress.STRIDE * slot);
  }

  /// The last 8 octets of the sender's address, or the 4 of IPv4.
  public long sourceLow(int slot) {
    return family.low(names, (long) SocketAddress.STRIDE * slot);
  }

  public int sourcePort(int slot) {
    return family.port(names, (long) SocketAddress.STRIDE * slot);
  }

  /// The sender. Allocates.
  public InetSocketAddress source(int slot) {
    return family.read(names, (long) SocketAddress.STRIDE * slot);
  }

  /// Where the datagram was sent to. Allocates if the socket is bound to the wildcard address.
  public InetSocketAddress local(int slot) {
    return hasControl(slot)
        ? new InetSocketAddress(
            PacketInfo.local(family, controls, (long) PacketInfo.STRIDE * slot), address.getPort())
        : address;
  }

  /// Puts what is now in a slot on the list for its sender. A slot may be put there once a batch.
  ///
  /// @param length octets, 1..[#CAPACITY]
  public void reply(int slot, int length) {
    int k = replies++;
    if (pointsAt[k] != slot) {
      pointAt(k, slot);
    }
    out.bufferLength(k, length);
    if (wildcard) {
      boolean from = hasControl(slot);
      if (from) {
        PacketInfo.turnRound(family, controls, (long) PacketInfo.STRIDE * slot);
      }
      out.controlLength(k, from ? PacketInfo.space(family) : 0);
    }
  }

  /// Sends what is on the list, and does not wait for room: DNS clients ask again, and one unreachable neighbour must not hold up
  /// the rest. What cannot be sent is counted as [#unsent].
  ///
  /// @return how many left
  public int sendReplies() {
    int count = replies;
    replies = 0;
    int done = 0;
    int failed = 0;
    while (done + failed < count) {
      int next = done + failed;
      int sent =
          DatagramSys.sendmmsg(
              fd, out.address(next), count - next, DatagramSys.MSG_DONTWAIT, state);
      if (sent > 0) {
        done += sent;
      } else if (sent == -Errno.EAGAIN.number()) {
        noteUnsent(-sent, count - next);
        failed = count - done;
      } else if (sent != -Errno.EINTR.number()) {
        noteUnsent(-sent, 1);
        failed++;
      }
    }
    return done;
  }

  /// Sends one datagram; any thread. Does not wait for room either.
  ///
  /// @param message at most [#CAPACITY] octets
  /// @param from the local address it leaves from, as [#local] told; ignored unless the socket is bound to the wildcard address
  /// @return whether it left; never after [#close]
  public boolean send(byte[] message, InetSocketAddress to, @Nullable InetAddress from) {
    synchronized (outboxLock) {
      if (closed) {
        return false;
      }
      int error = outbox.send(fd, message, to, wildcard ? from : null);
      if (error != 0) {
        noteUnsent(error, 1);
      }
      return error == 0;
    }
  }

  /// Replies that could not be sent since the socket was made.
  public long unsent() {
    return unsent;
  }

  /// Why the last reply that could not be sent was not; null if all were.
  public @Nullable Errno lastError() {
    int number = lastError;
    return number == 0 ? null : new Errno(number);
  }

  /// Datagrams the kernel had no room for since the socket was made, modulo 2³².
  public long kernelDrops() {
    synchronized (outboxLock) {
      if (!closed) {
        lastDrops = SocketSetup.drops(fd);
      }
      return lastDrops;
    }
  }

  /// Has [#receive] return what is queued and then [#STOPPED]; a thread that waits in it is woken. Any thread, any number of
  /// times.
  public void stop() {
    stopped = true;
    synchronized (outboxLock) {
      if (!closed) {
        // says ENOTCONN, as the socket is connected to nobody, and wakes all the same
        DatagramSys.shutdownReading(fd);
      }
    }
  }

  /// Frees the descriptor and the memory. Called by the owner when it has done, or by anybody if there never was one.
  @Override
  public void close() {
    synchronized (outboxLock) {
      if (closed) {
        return;
      }
      lastDrops = SocketSetup.drops(fd);
      closed = true;
      Sys.close(fd);
      arena.close();
    }
  }

  private void noteUnsent(int error, int count) {
    synchronized (outboxLock) {
      lastError = error;
      unsent += count;
    }
  }

  private boolean hasControl(int slot) {
    return wildcard
        && PacketInfo.present(controls, (long) PacketInfo.STRIDE * slot, in.controlLength(slot));
  }

  private void pointAt(int reply, int slot) {
    pointsAt[reply] = slot;
    out.point(reply, name(slot), family.length, buffer(slot), wildcard ? control(slot) : 0);
  }

  private long name(int slot) {
    return names.address() + (long) SocketAddress.STRIDE * slot;
  }

  private long control(int slot) {
    return controls.address() + (long) PacketInfo.STRIDE * slot;
  }

  private long buffer(int slot) {
    return memory.address() + at(slot);
  }
}
