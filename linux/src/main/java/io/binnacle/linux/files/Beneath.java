package io.binnacle.linux.files;

import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.PathSys;
import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysResult;
import io.binnacle.linux.sys.SysResult.Failed;
import io.binnacle.linux.sys.SysResult.Ok;
import java.io.IOException;
import java.nio.file.Path;

/// An open file or folder below a root, found without ever leaving it: the kernel resolves the path and refuses one whose
/// links or dots lead out, whatever changes meanwhile.
///
/// Close it when done.
final class Beneath implements AutoCloseable {
  private static final int RACES = 20;

  private final int descriptor;

  private Beneath(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Opens `subPath` below `root`; what is missing of it is made, as folders of mode `mode`.
  static Beneath open(Path root, String subPath, int mode) throws IOException {
    int top = (int) PathSys.open(PathSys.HERE, root.toString(), PathSys.PATH_ONLY, 0).orThrow();
    try {
      SysResult whole = find(top, subPath);
      return new Beneath(
          whole.failedWith(Errno.ENOENT) ? make(top, subPath, mode) : (int) whole.orThrow());
    } finally {
      close(top);
    }
  }

  private static int make(int top, String subPath, int mode) throws IOException {
    StringBuilder path = new StringBuilder();
    int parent = (int) find(top, ".").orThrow();
    try {
      for (String step : subPath.split("/")) {
        if (step.isEmpty() || step.equals(".")) {
          continue;
        }
        path.append(path.isEmpty() ? "" : "/").append(step);
        SysResult next = find(top, path.toString());
        if (next.failedWith(Errno.ENOENT)) {
          SysResult made = PathSys.mkdirat(parent, step, mode);
          if (made instanceof Failed failed && !made.failedWith(Errno.EEXIST)) {
            throw failed.asException();
          }
          next = find(top, path.toString());
          if (made instanceof Ok && next instanceof Ok(long fresh)) {
            PathSys.chmod((int) fresh, mode).orThrow();
          }
        }
        int deeper = (int) next.orThrow();
        close(parent);
        parent = deeper;
      }
      return parent;
    } catch (IOException e) {
      close(parent);
      throw e;
    }
  }

  /// EAGAIN means that something was moved while the kernel looked: look again.
  private static SysResult find(int top, String path) {
    SysResult found = PathSys.open(top, path, PathSys.PATH_ONLY, PathSys.BENEATH);
    for (int i = 0; i < RACES && found.failedWith(Errno.EAGAIN); i++) {
      found = PathSys.open(top, path, PathSys.PATH_ONLY, PathSys.BENEATH);
    }
    return found;
  }

  /// A path that leads to what is open, however its name changes.
  Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  private static void close(int descriptor) throws IOException {
    Sys.close(descriptor).orThrow();
  }

  @Override
  public void close() throws IOException {
    close(descriptor);
  }
}
