package io.binnacle.linux.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.binnacle.linux.sys.SysResult.Failed;
import io.binnacle.linux.sys.SysResult.Ok;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// System calls on paths below an open folder, see [Sys]. Numbers are the same on x86-64 and arm64.
public final class PathSys {
  /// The process's own folder (AT_FDCWD).
  public static final int HERE = -100;

  /// O_PATH | O_CLOEXEC: a place in the file system, not its content.
  public static final long PATH_ONLY = 0x280000;

  /// RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS: nothing on the way may lead out of the folder.
  public static final long BENEATH = 0x0a;

  private static final long OPENAT2 = 437;

  /// Looked up when first needed.
  private static final class Handles {
    static final MethodHandle OPENAT2_CALL =
        link("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle MKDIRAT = link("mkdirat", -1, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle CHMOD = link("chmod", -1, JAVA_INT, ADDRESS, JAVA_INT);

    @SuppressWarnings("restricted") // making native calls is what this module is for
    private static MethodHandle link(
        String name, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
      Linker linker = Linker.nativeLinker();
      MemorySegment function =
          linker
              .defaultLookup()
              .find(name)
              .orElseThrow(
                  () -> new UnsatisfiedLinkError("no function " + name + " in the C library"));
      FunctionDescriptor type = FunctionDescriptor.of(result, arguments);
      Linker.Option errno = Linker.Option.captureCallState("errno");
      return firstVariadic < 0
          ? linker.downcallHandle(function, type, errno)
          : linker.downcallHandle(
              function, type, errno, Linker.Option.firstVariadicArg(firstVariadic));
    }
  }

  /// `openat2(2)`.
  ///
  /// @param folder an open folder, or [#HERE]
  /// @param resolve RESOLVE_ flags
  /// @return the descriptor
  public static SysResult open(int folder, String path, long flags, long resolve) {
    return call(
        "openat2 " + path,
        (arena, state) -> {
          MemorySegment how = arena.allocate(24, 8);
          how.set(JAVA_LONG, 0, flags);
          how.set(JAVA_LONG, 16, resolve);
          return (long)
              Handles.OPENAT2_CALL.invokeExact(
                  state, OPENAT2, folder, text(arena, path), how, how.byteSize());
        });
  }

  /// `mkdirat(2)`; the process's umask applies.
  public static SysResult mkdirat(int folder, String name, int mode) {
    return call(
        "mkdirat " + name,
        (arena, state) ->
            (int) Handles.MKDIRAT.invokeExact(state, folder, text(arena, name), mode));
  }

  /// `chmod(2)` of an open file, also one opened as [#PATH_ONLY].
  public static SysResult chmod(int descriptor, int mode) {
    return call(
        "chmod",
        (arena, state) ->
            (int)
                Handles.CHMOD.invokeExact(state, text(arena, "/proc/self/fd/" + descriptor), mode));
  }

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

  private static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  private PathSys() {}
}
