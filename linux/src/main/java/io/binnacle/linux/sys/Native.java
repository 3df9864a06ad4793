package io.binnacle.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The C library's functions, looked up when this class is first needed and not before.
///
/// All are called in one shape, with six words for arguments. On the machines we run on (x86-64, arm64) integers and addresses
/// travel in whole registers, of which a function reads as many, and as much of each, as it has parameters; so the shape fits
/// every call here, and a result of type `int` is the lower half of what comes back. One shape takes 50 ms of processor time to
/// link at start-up, fifteen took 85.
final class Native {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  static final MethodHandle SOCKET = link("socket");
  static final MethodHandle BIND = link("bind");
  static final MethodHandle GETSOCKNAME = link("getsockname");
  static final MethodHandle SETSOCKOPT = link("setsockopt");
  static final MethodHandle SEND = link("send");
  static final MethodHandle RECVFROM = link("recvfrom");
  static final MethodHandle POLL = link("poll");
  static final MethodHandle EVENTFD = link("eventfd");
  static final MethodHandle WRITE = link("write");
  static final MethodHandle CLOSE = link("close");
  static final MethodHandle OPEN = link("open");
  static final MethodHandle SETNS = link("setns");
  static final MethodHandle UNSHARE = link("unshare");
  static final MethodHandle MOUNT = link("mount");
  static final MethodHandle UMOUNT2 = link("umount2");

  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /// @return what a function of type `long` or `ssize_t` returned
  static long call(MethodHandle function, MemorySegment state, long... arguments) {
    long[] all = Arrays.copyOf(arguments, 6);
    try {
      return (long) function.invokeExact(state, all[0], all[1], all[2], all[3], all[4], all[5]);
    } catch (Throwable bug) {
      throw new AssertionError("handle does not match its call", bug);
    }
  }

  @SuppressWarnings("restricted") // making native calls is what this module is for
  static MethodHandle link(String name) {
    MemorySegment function =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(
                () -> new UnsatisfiedLinkError("no function " + name + " in the C library"));
    return LINKER.downcallHandle(function, SHAPE, Linker.Option.captureCallState("errno"));
  }

  private Native() {}
}
