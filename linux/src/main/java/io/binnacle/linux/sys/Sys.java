package io.binnacle.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.binnacle.linux.sys.SysResult.Failed;
import io.binnacle.linux.sys.SysResult.Ok;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The system calls. None throws on errno; none retries; a call that blocks pins its carrier, so that receive loops belong
/// on platform threads.
public final class Sys {
  private static final int O_CLOEXEC = 0x80000;

  /// A bit of `events` in `struct pollfd`: `| 0 FD i32 | 4 EVENTS i16 | 6 REVENTS i16 |`.
  private static final int POLLIN = 1;

  /// Why system calls cannot be made here; null where they can. Cheap after the first time.
  public static @Nullable String unsupported() {
    return Support.WHY_NOT;
  }

  public static SysResult socket(int domain, int type, int protocol) {
    Support.check();
    return int32("socket", Native.SOCKET, domain, type, protocol);
  }

  /// @param address a `struct sockaddr` in native memory
  public static SysResult bind(int fd, MemorySegment address) {
    Support.check();
    return int32("bind", Native.BIND, fd, address.address(), address.byteSize());
  }

  /// @param address native memory that is filled; its size is the most that is written
  public static SysResult getsockname(int fd, MemorySegment address) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
      return int32("getsockname", Native.GETSOCKNAME, fd, address.address(), length.address());
    }
  }

  public static SysResult setsockopt(int fd, int level, int name, int value) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment option = arena.allocateFrom(JAVA_INT, value);
      return int32(
          "setsockopt " + level + "/" + name,
          Native.SETSOCKOPT,
          fd,
          level,
          name,
          option.address(),
          4);
    }
  }

  /// @param bytes native memory
  public static SysResult send(int fd, MemorySegment bytes, int flags) {
    Support.check();
    return int64("send", Native.SEND, fd, bytes.address(), bytes.byteSize(), flags);
  }

  /// @param into native memory
  /// @param from native memory that is filled with the sender's `struct sockaddr`
  /// @return octets received; with MSG_TRUNC the true length of the datagram, which may exceed `into`
  public static SysResult recvfrom(int fd, MemorySegment into, int flags, MemorySegment from) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) from.byteSize());
      return int64(
          "recvfrom",
          Native.RECVFROM,
          fd,
          into.address(),
          into.byteSize(),
          flags,
          from.address(),
          length.address());
    }
  }

  /// Waits until one of `fds` can be read (or has failed).
  /// @param milliseconds −1 waits for ever
  /// @return how many can be read; 0 after the time
  public static SysResult pollReadable(int milliseconds, int... fds) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(8L * fds.length, 4);
      for (int i = 0; i < fds.length; i++) {
        all.set(JAVA_INT, 8L * i, fds[i]);
        all.set(JAVA_INT, 8L * i + 4, POLLIN);
      }
      return int32("poll", Native.POLL, all.address(), fds.length, milliseconds);
    }
  }

  /// A descriptor that becomes readable by [#signal]: how another thread ends a [#pollReadable].
  public static SysResult eventfd() {
    Support.check();
    return int32("eventfd", Native.EVENTFD, 0, O_CLOEXEC);
  }

  public static SysResult signal(int eventfd) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
      return int64("write to an eventfd", Native.WRITE, eventfd, one.address(), 8);
    }
  }

  public static SysResult close(int fd) {
    Support.check();
    return int32("close", Native.CLOSE, fd);
  }

  /// Opens for reading only.
  public static SysResult open(String path) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      return int32("open " + path, Native.OPEN, text(arena, path), O_CLOEXEC);
    }
  }

  /// Moves the **calling thread** into a namespace: only for a platform thread that does nothing else afterwards.
  public static SysResult setns(int fd, int type) {
    Support.check();
    return int32("setns", Native.SETNS, fd, type);
  }

  /// Gives the **calling thread** namespaces of its own: only for a platform thread that does nothing else afterwards.
  public static SysResult unshare(int flags) {
    Support.check();
    return int32("unshare", Native.UNSHARE, flags);
  }

  /// @param type null where it does not matter, as for bind mounts
  /// @param data options of the file system, comma separated; null for none
  public static SysResult mount(
      String source, String target, @Nullable String type, long flags, @Nullable String data) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      return int32(
          "mount " + source + " on " + target,
          Native.MOUNT,
          text(arena, source),
          text(arena, target),
          text(arena, type),
          flags,
          text(arena, data));
    }
  }

  public static SysResult umount2(String target, int flags) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      return int32("umount " + target, Native.UMOUNT2, text(arena, target), flags);
    }
  }

  /// A call whose result is an `int`.
  private static SysResult int32(String what, MethodHandle function, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      int result = (int) Native.call(function, state, arguments);
      return result >= 0 ? new Ok(result) : new Failed(what, new Errno(Native.errno(state)));
    }
  }

  /// A call whose result is a `ssize_t`.
  private static SysResult int64(String what, MethodHandle function, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      long result = Native.call(function, state, arguments);
      return result >= 0 ? new Ok(result) : new Failed(what, new Errno(Native.errno(state)));
    }
  }

  /// @return the address of a copy that ends with a zero octet; 0 for null
  private static long text(Arena arena, @Nullable String text) {
    return text == null ? 0 : arena.allocateFrom(text, StandardCharsets.UTF_8).address();
  }

  private Sys() {}
}
