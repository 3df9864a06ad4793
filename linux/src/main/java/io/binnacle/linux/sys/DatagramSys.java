package io.binnacle.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.binnacle.linux.sys.SysResult.Failed;
import io.binnacle.linux.sys.SysResult.Ok;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// System calls on datagrams, see [Sys]. The three that carry them are made so often that they allocate nothing: they return
/// a count or, as the kernel itself does, the negative of an errno, which they leave in memory the caller keeps ([#state]).
///
/// Addresses are plain numbers here: what they point to must stay until the call has returned.
public final class DatagramSys {
  /// The first call of recvmmsg waits, the rest of them do not.
  public static final int MSG_WAITFORONE = 0x10000;

  public static final int MSG_DONTWAIT = 0x40;

  private static final int SHUT_RD = 0;

  /// Looked up when first needed.
  private static final class Handles {
    static final MethodHandle RECVMMSG = Native.link("recvmmsg");
    static final MethodHandle SENDMMSG = Native.link("sendmmsg");
    static final MethodHandle SENDMSG = Native.link("sendmsg");
    static final MethodHandle SHUTDOWN = Native.link("shutdown");
    static final MethodHandle GETSOCKOPT = Native.link("getsockopt");
  }

  /// Memory for the errno of one caller at a time; freed by the garbage collector.
  ///
  /// @throws UnsupportedOperationException where system calls cannot be made, saying why
  public static MemorySegment state() {
    Support.check();
    return Arena.ofAuto().allocate(Native.STATE);
  }

  /// `recvmmsg(2)` without a time limit. With [#MSG_WAITFORONE] it blocks, and pins its carrier.
  ///
  /// @param headers address of that many `struct mmsghdr`
  /// @param state from [#state]
  /// @return datagrams received, or −errno
  public static int recvmmsg(int fd, long headers, int count, int flags, MemorySegment state) {
    try {
      int got =
          (int)
              (long)
                  Handles.RECVMMSG.invokeExact(
                      state, (long) fd, headers, (long) count, (long) flags, 0L, 0L);
      return got >= 0 ? got : -Native.errno(state);
    } catch (Throwable bug) {
      throw new AssertionError("handle does not match its call", bug);
    }
  }

  /// `sendmmsg(2)`.
  ///
  /// @param headers address of that many `struct mmsghdr`
  /// @param state from [#state]
  /// @return datagrams sent, which may be fewer; or −errno if the first could not be
  public static int sendmmsg(int fd, long headers, int count, int flags, MemorySegment state) {
    try {
      int sent =
          (int)
              (long)
                  Handles.SENDMMSG.invokeExact(
                      state, (long) fd, headers, (long) count, (long) flags, 0L, 0L);
      return sent >= 0 ? sent : -Native.errno(state);
    } catch (Throwable bug) {
      throw new AssertionError("handle does not match its call", bug);
    }
  }

  /// `sendmsg(2)`.
  ///
  /// @param header address of a `struct msghdr`
  /// @param state from [#state]
  /// @return octets sent, or −errno
  public static int sendmsg(int fd, long header, int flags, MemorySegment state) {
    try {
      int sent =
          (int)
              (long)
                  Handles.SENDMSG.invokeExact(state, (long) fd, header, (long) flags, 0L, 0L, 0L);
      return sent >= 0 ? sent : -Native.errno(state);
    } catch (Throwable bug) {
      throw new AssertionError("handle does not match its call", bug);
    }
  }

  /// `shutdown(2)` for reading: whoever waits for a datagram stops waiting.
  public static SysResult shutdownReading(int fd) {
    return made("shutdown", Handles.SHUTDOWN, fd, SHUT_RD);
  }

  /// `getsockopt(2)`.
  ///
  /// @param into native memory that is filled; its size is the most that is written
  /// @return octets written
  public static SysResult getsockopt(int fd, int level, int name, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) into.byteSize());
      SysResult got =
          made(
              "getsockopt " + level + "/" + name,
              Handles.GETSOCKOPT,
              fd,
              level,
              name,
              into.address(),
              length.address());
      return got instanceof Ok ? new Ok(length.get(JAVA_INT, 0)) : got;
    }
  }

  private static SysResult made(String what, MethodHandle function, long... arguments) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      int result = (int) Native.call(function, state, arguments);
      return result >= 0 ? new Ok(result) : new Failed(what, new Errno(Native.errno(state)));
    }
  }

  private DatagramSys() {}
}
