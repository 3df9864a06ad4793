package io.binnacle.linux.netlink;

import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysResult;
import io.binnacle.linux.sys.SysResult.Failed;
import io.binnacle.linux.sys.SysResult.Ok;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs a system call inside another network namespace. A socket stays in the namespace it was made in, so only its making
/// needs this; the thread that was moved there ends with it.
final class Namespaces {
  private static final int CLONE_NEWNET = 0x4000_0000;

  /// @param path null runs it here
  static SysResult in(@Nullable Path path, Supplier<SysResult> call) {
    if (path == null) return call.get();
    FutureTask<SysResult> task = new FutureTask<>(() -> enter(path, call));
    Thread thread = Thread.ofPlatform().name("netns " + path.getFileName()).start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          thread.join();
          return task.resultNow();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }

  private static SysResult enter(Path path, Supplier<SysResult> call) {
    SysResult opened = Sys.open(path.toString());
    if (!(opened instanceof Ok(long fd))) return opened;
    SysResult moved = Sys.setns((int) fd, CLONE_NEWNET);
    Sys.close((int) fd);
    if (moved instanceof Failed(_, Errno errno)) return new Failed("setns into " + path, errno);
    return call.get();
  }

  private Namespaces() {}
}
