package io.binnacle.linux.sys;

import org.jspecify.annotations.Nullable;

/// Whether this machine has what the module needs: Linux on x86-64 or arm64, and a Java that may make native calls.
final class Support {
  static final @Nullable String WHY_NOT = whyNot();

  /// @throws UnsupportedOperationException saying why
  static void check() {
    if (WHY_NOT != null)
      throw new UnsupportedOperationException("system calls are not supported here: " + WHY_NOT);
  }

  private static @Nullable String whyNot() {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux")) return "this is " + system + ", not Linux";
    String machine = System.getProperty("os.arch", "");
    if (!machine.equals("amd64") && !machine.equals("aarch64")) {
      return "this machine is " + machine + "; want amd64 or aarch64";
    }
    try {
      return Native.STATE.byteSize() > 0 ? null : "no errno";
    } catch (UnsupportedOperationException | IllegalCallerException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return "the C library cannot be called: " + cause.getMessage();
    }
  }

  private Support() {}
}
