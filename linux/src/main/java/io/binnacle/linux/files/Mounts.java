package io.binnacle.linux.files;

import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysResult;
import io.binnacle.linux.sys.SysResult.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes, removes and lists mounts in the mount namespace of this process. Needs CAP_SYS_ADMIN, but for listing. Safe for
/// use by many threads.
public final class Mounts {
  private static final Path MOUNT_INFO = Path.of("/proc/self/mountinfo");
  private static final long MS_NOSUID = 2;
  private static final long MS_NODEV = 4;
  private static final long MS_BIND = 4_096;
  private static final long MS_REC = 16_384;
  private static final int MNT_DETACH = 2;
  private static final int UMOUNT_NOFOLLOW = 8;

  private Mounts() {}

  /// Mounts an empty tmpfs at `target`.
  ///
  /// @param bytes the most it may hold, 0 for the kernel's default
  public static void tmpfs(Path target, long bytes) throws IOException {
    String size = bytes > 0 ? "size=" + bytes : null;
    Sys.mount("tmpfs", target.toString(), "tmpfs", MS_NOSUID | MS_NODEV, size).orThrow();
  }

  /// Shows what `subPath` below `root` leads to at `target`, which is made. Links that lead out of `root` are refused; missing
  /// folders are made with the mode of `root`.
  ///
  /// @param subPath relative; its parts may be in the hands of strangers
  public static void bindBeneath(Path root, String subPath, Path target) throws IOException {
    int mode = (int) Files.getAttribute(root, "unix:mode") & 07777;
    try (Beneath source = Beneath.open(root, subPath, mode)) {
      if (Files.isDirectory(source.path())) {
        Files.createDirectory(target);
      } else {
        Files.createFile(target);
      }
      SysResult bound =
          Sys.mount(source.path().toString(), target.toString(), null, MS_BIND | MS_REC, null);
      if (bound instanceof Failed failed) {
        Files.deleteIfExists(target);
        throw failed.asException();
      }
    }
  }

  /// Removes the mount at `target`; one that is in use goes when its last user does. Does nothing if there is none.
  public static void unmount(Path target) throws IOException {
    SysResult result = Sys.umount2(target.toString(), UMOUNT_NOFOLLOW);
    if (result.failedWith(Errno.EBUSY)) {
      result = Sys.umount2(target.toString(), UMOUNT_NOFOLLOW | MNT_DETACH);
    }
    if (!result.failedWith(Errno.EINVAL) && !result.failedWith(Errno.ENOENT)) {
      result.orThrow();
    }
  }

  /// The mounts at or below `folder`, the deepest first; one that covers another at the same place comes before it.
  ///
  /// @param folder without symbolic links
  public static List<Path> below(Path folder) throws IOException {
    return MountInfo.below(Files.readString(MOUNT_INFO), folder);
  }
}
