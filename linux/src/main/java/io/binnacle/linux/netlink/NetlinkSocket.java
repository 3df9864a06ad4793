package io.binnacle.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysException;
import io.binnacle.linux.sys.SysResult;
import io.binnacle.linux.sys.SysResult.Failed;
import io.binnacle.linux.sys.SysResult.Ok;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A netlink socket that asks one thing at a time. Any thread may call; calls queue up. The kernel answers while it takes the
/// request, so that nothing here waits for long.
///
/// For news, see [NetlinkListener].
public final class NetlinkSocket implements AutoCloseable {
  private static final int SOL_SOCKET = 1, SO_SNDBUF = 7, SO_RCVBUFFORCE = 33, SO_SNDBUFFORCE = 32;
  private static final int SOL_NETLINK = 270, CAP_ACK = 10, EXT_ACK = 11;
  private static final int MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40;

  /// Dumps come in datagrams of at most 32 KiB, made to fit; nothing the kernel sends is longer than this.
  private static final int DATAGRAM = 1 << 17;

  /// A dump that met a change starts again; after so many times the last one is taken as it is.
  private static final int DUMP_TRIES = 10;

  /// A batch can be refused once a message; the first few say enough.
  private static final int REFUSALS = 64;

  private final int fd;
  private final int port;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment datagram = arena.allocate(DATAGRAM, 8);
  private final MemorySegment sender = arena.allocate(12, 4);
  private int sendBuffer = 200_000;
  private int seq = 1;
  private boolean closed;

  private NetlinkSocket(int fd, int port) {
    this.fd = fd;
    this.port = port;
  }

  /// @param protocol `NETLINK_*`, see [Wire]
  /// @param namespace a network namespace's path such as `/run/netns/x`; null for this process's own
  /// @throws UnsupportedOperationException where there is no netlink, saying why
  public static NetlinkSocket open(int protocol, @Nullable Path namespace) throws IOException {
    int fd = (int) Namespaces.in(namespace, () -> openRaw(protocol)).orThrow();
    return new NetlinkSocket(fd, portOf(fd));
  }

  /// A bound socket with extended errors on.
  static SysResult openRaw(int protocol) {
    int rawCloexec = 0x80003;
    SysResult made = Sys.socket(16, rawCloexec, protocol);
    if (!(made instanceof Ok(long number))) return made;
    int fd = (int) number;
    try (Arena arena = Arena.ofConfined()) {
      if (Sys.bind(fd, address(arena, 0)) instanceof Failed failed) {
        Sys.close(fd);
        return failed;
      }
    }
    // older kernels lack these two: errors are then numbers only, and repeat the request
    Sys.setsockopt(fd, SOL_NETLINK, CAP_ACK, 1);
    Sys.setsockopt(fd, SOL_NETLINK, EXT_ACK, 1);
    Sys.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20);
    return made;
  }

  /// The kernel's name for this socket; news about changes made through it carry it.
  public int port() {
    return port;
  }

  /// Sends the one message in `request`, which must ask for an acknowledgement.
  public synchronized Reply request(MessageWriter request) throws IOException {
    int mine = ++seq;
    request.setSeq(0, mine);
    send(request.written());
    Reply[] reply = new Reply[1];
    while (reply[0] == null) {
      receive(
          0,
          message -> {
            if (message.seq() != mine || message.type() != Wire.NLMSG_ERROR) return true;
            reply[0] = Reply.read(message);
            return false;
          });
    }
    return reply[0];
  }

  /// Sends the one message in `request`, which must ask for a dump, and hands on each answer. When the kernel says that
  /// things changed meanwhile, `restart` runs and the dump starts again.
  public synchronized Reply dump(MessageWriter request, Runnable restart, Consumer<Message> each)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      int mine = ++seq;
      request.setSeq(0, mine);
      send(request.written());
      Dump dump = new Dump(mine, each);
      while (dump.end == null) receive(0, dump);
      if (!dump.changed || attempt == DUMP_TRIES) return dump.end;
      restart.run();
    }
  }

  /// Sends the one message in `request`, and hands on the one message that answers it.
  public synchronized Reply query(MessageWriter request, Consumer<Message> answer)
      throws IOException {
    int mine = ++seq;
    request.setSeq(0, mine);
    send(request.written());
    Reply[] reply = new Reply[1];
    while (reply[0] == null) {
      receive(
          0,
          message -> {
            if (message.seq() != mine) return true;
            if (message.type() == Wire.NLMSG_ERROR) {
              reply[0] = Reply.read(message);
            } else {
              answer.accept(message);
              reply[0] = new Reply.Done();
            }
            return false;
          });
    }
    return reply[0];
  }

  /// Sends everything in `batch` as one datagram and collects what the kernel queued in answer, in order. It answers before the
  /// call that sends returns, so no answer means no complaint.
  public synchronized List<Reply.Refused> batch(MessageWriter batch) throws IOException {
    while (receiveNow(_ -> true)) {} // leftovers of an earlier call
    send(batch.written());
    List<Reply.Refused> refusals = new ArrayList<>();
    boolean more = true;
    while (more) {
      try {
        more = receiveNow(message -> note(message, refusals));
      } catch (SysException e) {
        if (!e.errno().equals(Errno.ENOBUFS)) throw e;
        refusals.add(new Reply.Refused(0, e.errno(), "more refusals than can be queued", -1));
      }
    }
    return refusals;
  }

  private static boolean note(Message message, List<Reply.Refused> refusals) {
    if (message.type() == Wire.NLMSG_ERROR
        && refusals.size() < REFUSALS
        && Reply.read(message) instanceof Reply.Refused refused) {
      refusals.add(refused);
    }
    return true;
  }

  private void send(MemorySegment bytes) throws IOException {
    if (closed) throw new IOException("netlink socket is closed");
    long size = bytes.byteSize();
    if (size > sendBuffer) {
      int wanted = (int) Math.min(Integer.MAX_VALUE / 2, size + 65_536);
      SysResult raised = Sys.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, wanted);
      if (raised instanceof Failed) raised = Sys.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, wanted);
      raised.orThrow();
      sendBuffer = wanted;
    }
    try (Arena scope = Arena.ofConfined()) {
      MemorySegment copy = scope.allocate(size, 8).copyFrom(bytes);
      SysResult sent = Sys.send(fd, copy, 0);
      while (sent.failedWith(Errno.EINTR)) sent = Sys.send(fd, copy, 0);
      sent.orThrow();
    }
  }

  /// @return false when nothing was there
  private boolean receiveNow(Message.Each each) throws IOException {
    return receive(MSG_DONTWAIT, each);
  }

  private boolean receive(int flags, Message.Each each) throws IOException {
    if (closed) throw new IOException("netlink socket is closed");
    SysResult got = Sys.recvfrom(fd, datagram, flags | MSG_TRUNC, sender);
    if (got instanceof Failed failed) {
      if (failed.failedWith(Errno.EINTR)) return true;
      if (failed.failedWith(Errno.EAGAIN)) return false;
      throw failed.asException();
    }
    long size = got.orThrow();
    if (size > DATAGRAM) {
      throw new IOException("netlink datagram of " + size + " octets: want at most " + DATAGRAM);
    }
    boolean fromKernel = sender.get(JAVA_INT, 4) == 0;
    if (fromKernel && !Message.walk(datagram.asSlice(0, size), each)) {
      throw new IOException("netlink datagram of " + size + " octets: a length in it lies");
    }
    return true;
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    Sys.close(fd);
    arena.close();
  }

  /// `struct sockaddr_nl`: `| 0 FAMILY u16 | 2 pad | 4 PORT u32 | 8 GROUPS u32 |`.
  static MemorySegment address(Arena arena, int groups) {
    MemorySegment address = arena.allocate(12, 4);
    address.set(JAVA_SHORT, 0, (short) 16);
    address.set(JAVA_INT, 8, groups);
    return address;
  }

  static int portOf(int fd) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, 0);
      Sys.getsockname(fd, address).orThrow();
      return address.get(JAVA_INT, 4);
    }
  }

  /// The answers to one dump.
  private static final class Dump implements Message.Each {
    private final int seq;
    private final Consumer<Message> each;
    private @Nullable Reply end;
    private boolean changed;

    Dump(int seq, Consumer<Message> each) {
      this.seq = seq;
      this.each = each;
    }

    @Override
    public boolean accept(Message message) {
      if (message.seq() != seq) return true;
      changed |= (message.flags() & Wire.F_DUMP_INTR) != 0;
      switch (message.type()) {
        case Wire.NLMSG_DONE -> {
          // carries an error number: 0, or why the dump stopped short
          Reply said = message.body().byteSize() < 4 ? new Reply.Done() : Reply.read(message);
          end = said;
        }
        case Wire.NLMSG_ERROR -> end = Reply.read(message);
        case Wire.NLMSG_NOOP -> {}
        default -> each.accept(message);
      }
      return end == null;
    }
  }
}
