package io.binnacle.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.binnacle.linux.sys.SysResult.Failed;
import io.binnacle.linux.sys.SysResult.Ok;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The system calls. None throws on errno; none retries; a call that blocks pins its carrier, so that receive loops belong
/// on platform threads.
public final class Sys {

  /// Why system calls cannot be made here; null where they can. Cheap after the first time.
  public static @Nullable String unsupported() {
    return Support.WHY_NOT;
  }

  public static SysResult socket(int domain, int type, int protocol) {
    return call(
        "socket", (_, state) -> (int) Native.SOCKET.invokeExact(state, domain, type, protocol));
  }

  /// @param address a `struct sockaddr`
  public static SysResult bind(int fd, MemorySegment address) {
    return call(
        "bind",
        (_, state) -> (int) Native.BIND.invokeExact(state, fd, address, (int) address.byteSize()));
  }

  /// @param address is filled; its size is the most that is written
  public static SysResult getsockname(int fd, MemorySegment address) {
    return call(
        "getsockname",
        (arena, state) -> {
          MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
          return (int) Native.GETSOCKNAME.invokeExact(state, fd, address, length);
        });
  }

  public static SysResult setsockopt(int fd, int level, int name, int value) {
    return call(
        "setsockopt " + level + "/" + name,
        (arena, state) ->
            (int)
                Native.SETSOCKOPT.invokeExact(
                    state, fd, level, name, arena.allocateFrom(JAVA_INT, value), 4));
  }

  /// @param bytes native memory
  public static SysResult send(int fd, MemorySegment bytes, int flags) {
    return call(
        "send",
        (_, state) -> (long) Native.SEND.invokeExact(state, fd, bytes, bytes.byteSize(), flags));
  }

  /// @param into native memory
  /// @param from is filled with the sender's `struct sockaddr`
  /// @return octets received; with MSG_TRUNC the true length of the datagram, which may exceed `into`
  public static SysResult recvfrom(int fd, MemorySegment into, int flags, MemorySegment from) {
    return call(
        "recvfrom",
        (arena, state) -> {
          MemorySegment length = arena.allocateFrom(JAVA_INT, (int) from.byteSize());
          return (long)
              Native.RECVFROM.invokeExact(state, fd, into, into.byteSize(), flags, from, length);
        });
  }

  /// Waits until one of `fds` can be read (or has failed).
  /// @param milliseconds −1 waits for ever
  /// @return how many can be read; 0 after the time
  public static SysResult pollReadable(int milliseconds, int... fds) {
    return call(
        "poll",
        (arena, state) -> {
          MemorySegment all = arena.allocate(8L * fds.length, 4);
          for (int i = 0; i < fds.length; i++) {
            all.set(JAVA_INT, 8L * i, fds[i]);
            all.set(JAVA_INT, 8L * i + 4, POLLIN);
          }
          return (int) Native.POLL.invokeExact(state, all, (long) fds.length, milliseconds);
        });
  }

  /// A descriptor that becomes readable by [#signal]: how another thread ends a [#pollReadable].
  public static SysResult eventfd() {
    return call("eventfd", (_, state) -> (int) Native.EVENTFD.invokeExact(state, 0, O_CLOEXEC));
  }

  public static SysResult signal(int eventfd) {
    return call(
        "write to an eventfd",
        (arena, state) ->
            (long) Native.WRITE.invokeExact(state, eventfd, arena.allocateFrom(JAVA_LONG, 1L), 8L));
  }

  public static SysResult close(int fd) {
    return call("close", (_, state) -> (int) Native.CLOSE.invokeExact(state, fd));
  }

  /// Opens for reading only.
  public static SysResult open(String path) {
    return call(
        "open " + path,
        (arena, state) -> (int) Native.OPEN.invokeExact(state, text(arena, path), O_CLOEXEC));
  }

  /// Moves the **calling thread** into a namespace: only for a platform thread that does nothing else afterwards.
  public static SysResult setns(int fd, int type) {
    return call("setns", (_, state) -> (int) Native.SETNS.invokeExact(state, fd, type));
  }

  /// Gives the **calling thread** namespaces of its own: only for a platform thread that does nothing else afterwards.
  public static SysResult unshare(int flags) {
    return call("unshare", (_, state) -> (int) Native.UNSHARE.invokeExact(state, flags));
  }

  /// @param type null where it does not matter, as for bind mounts
  /// @param data options of the file system, comma separated; null for none
  public static SysResult mount(
      String source, String target, @Nullable String type, long flags, @Nullable String data) {
    return call(
        "mount " + source + " on " + target,
        (arena, state) ->
            (int)
                Native.MOUNT.invokeExact(
                    state,
                    text(arena, source),
                    text(arena, target),
                    text(arena, type),
                    flags,
                    text(arena, data)));
  }

  public static SysResult umount2(String target, int flags) {
    return call(
        "umount " + target,
        (arena, state) -> (int) Native.UMOUNT2.invokeExact(state, text(arena, target), flags));
  }

  private static final int O_CLOEXEC = 0x80000;

  /// `events` is the low half of the second word of a `struct pollfd` (little-endian; see [Support]).
  private static final int POLLIN = 1;

  @FunctionalInterface
  private interface Downcall {
    long make(Arena arena, MemorySegment state) throws Throwable;
  }

  private static SysResult call(String what, Downcall downcall) {
    Support.check();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      long result = downcall.make(arena, state);
      return result >= 0 ? new Ok(result) : new Failed(what, new Errno(Native.errno(state)));
    } catch (RuntimeException | Error bug) {
      throw bug;
    } catch (Throwable bug) {
      throw new AssertionError(what + ": handle does not match its call", bug);
    }
  }

  private static MemorySegment text(Arena arena, @Nullable String text) {
    return text == null ? MemorySegment.NULL : arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  private Sys() {}
}
