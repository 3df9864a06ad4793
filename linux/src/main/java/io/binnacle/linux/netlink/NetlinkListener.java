package io.binnacle.linux.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;

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
import org.jspecify.annotations.Nullable;

/// Hears the news of multicast groups on a platform thread of its own, until closed.
public final class NetlinkListener implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NetlinkListener.class.getName());
  private static final int SOL_NETLINK = 270, ADD_MEMBERSHIP = 1, SOL_SOCKET = 1, RCVBUFFORCE = 33;
  private static final int MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40;
  private static final int DATAGRAM = 1 << 17;

  /// Called on the listener's thread; keep it short: what the kernel cannot queue meanwhile is lost.
  public interface Hearer {
    void heard(Message message);

    /// The queue overflowed: anything may have happened.
    void lost();

    /// The socket failed; nothing will be heard any more.
    void failed(IOException why);
  }

  private final int fd;
  private final int wake;
  private final int port;
  private final Hearer hearer;
  private final Thread thread;
  private volatile boolean closed;

  private NetlinkListener(int fd, int wake, String name, Hearer hearer) throws SysException {
    this.fd = fd;
    this.wake = wake;
    this.port = NetlinkSocket.portOf(fd);
    this.hearer = hearer;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /// @param protocol `NETLINK_*`
  /// @param namespace a network namespace's path; null for this process's own
  /// @param queue octets the kernel may queue before news is lost
  public static NetlinkListener start(
      int protocol, @Nullable Path namespace, int queue, String name, Hearer hearer, int... groups)
      throws IOException {
    int fd = (int) Namespaces.in(namespace, () -> NetlinkSocket.openRaw(protocol)).orThrow();
    SysResult result = Sys.eventfd();
    int wake = result instanceof Ok(long number) ? (int) number : -1;
    for (int group : groups) {
      if (result instanceof Ok) result = Sys.setsockopt(fd, SOL_NETLINK, ADD_MEMBERSHIP, group);
    }
    if (result instanceof Failed failed) {
      Sys.close(fd);
      if (wake >= 0) Sys.close(wake);
      throw failed.asException();
    }
    // needs CAP_NET_ADMIN; without it the queue stays small, and lost() says so when it matters
    Sys.setsockopt(fd, SOL_SOCKET, RCVBUFFORCE, queue);
    NetlinkListener listener = new NetlinkListener(fd, wake, name, hearer);
    listener.thread.start();
    return listener;
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment datagram = arena.allocate(DATAGRAM, 8);
      MemorySegment sender = arena.allocate(12, 4);
      while (!closed) {
        SysResult ready = Sys.pollReadable(-1, fd, wake);
        if (ready instanceof Failed failed && !failed.failedWith(Errno.EINTR))
          throw failed.asException();
        while (!closed && receive(datagram, sender)) {}
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, thread.getName() + ": stopped listening", e);
      hearer.failed(e instanceof IOException io ? io : new IOException(e));
    } finally {
      Sys.close(fd);
      Sys.close(wake);
    }
  }

  /// @return false when nothing is queued
  private boolean receive(MemorySegment datagram, MemorySegment sender) throws IOException {
    SysResult got = Sys.recvfrom(fd, datagram, MSG_DONTWAIT | MSG_TRUNC, sender);
    if (got instanceof Failed failed) {
      if (failed.failedWith(Errno.EAGAIN)) return false;
      if (failed.failedWith(Errno.ENOBUFS)) {
        hearer.lost();
      } else if (!failed.failedWith(Errno.EINTR)) {
        throw failed.asException();
      }
      return true;
    }
    long size = got.orThrow();
    if (sender.get(JAVA_INT, 4) != 0) return true; // not from the kernel
    boolean whole = size <= DATAGRAM && Message.walk(datagram.asSlice(0, size), this::tell);
    if (!whole) hearer.lost();
    return true;
  }

  private boolean tell(Message message) {
    hearer.heard(message);
    return true;
  }

  public int port() {
    return port;
  }

  /// Ends the thread; no call to the hearer starts after this returns, unless it is the hearer that closes.
  @Override
  public void close() {
    if (closed) return;
    closed = true;
    Sys.signal(wake);
    if (Thread.currentThread() == thread) return;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
