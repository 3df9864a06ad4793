package io.binnacle.linux.mount;

import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysResult;
import io.binnacle.linux.sys.SysResult.Failed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mounts in this process's mount namespace. Needs CAP_SYS_ADMIN; a refusal is a value.
public final class Mounts {
  private static final System.Logger LOG = System.getLogger(Mounts.class.getName());
  private static final long RDONLY = 1,
      NOSUID = 2,
      NODEV = 4,
      NOEXEC = 8,
      REMOUNT = 32,
      BIND = 4096,
      REC = 16384;
  private static final int DETACH = 2, NOFOLLOW = 8;

  /// Mounts an empty file system kept in memory. Neither devices nor set-user-id programs work in it.
  /// @param size octets it may hold; 0 for the kernel's own bound (half of the memory)
  /// @param mode permission bits of its root, as 0777 with the sticky bit: 01777
  public static SysResult tmpfs(Path target, long size, int mode) {
    String options = "mode=%o".formatted(mode) + (size > 0 ? ",size=" + size : "");
    return Sys.mount("tmpfs", target.toString(), "tmpfs", NOSUID | NODEV, options);
  }

  /// Makes the file or folder `source` appear at `target`, with the mounts below it.
  public static SysResult bind(Path source, Path target, boolean readOnly) {
    SysResult bound = Sys.mount(source.toString(), target.toString(), null, BIND | REC, null);
    if (bound instanceof Failed || !readOnly) return bound;
    SysResult closed =
        Sys.mount("none", target.toString(), null, REMOUNT | BIND | RDONLY | kept(target), null);
    if (closed instanceof Failed) Sys.umount2(target.toString(), DETACH | NOFOLLOW);
    return closed;
  }

  /// Takes the topmost mount at `target` away. EINVAL when nothing is mounted there, EBUSY while it is in use.
  /// @param lazy takes it out of sight at once, and away when it is no longer in use
  public static SysResult unmount(Path target, boolean lazy) {
    return Sys.umount2(target.toString(), NOFOLLOW | (lazy ? DETACH : 0));
  }

  /// @param type the file system's, as `tmpfs`
  /// @param options as `rw,nosuid,nodev`
  public record Mount(Path target, String type, String options) {}

  /// What is mounted at `folder` and below it, in the order it was mounted: unmount from the end.
  public static List<Mount> below(Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    List<Mount> all = new ArrayList<>();
    for (String line :
        Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8).split("\n")) {
      Mount mount = parse(line);
      if (mount != null && mount.target().startsWith(root)) all.add(mount);
    }
    return all;
  }

  /// A line of proc(5)'s mountinfo: `36 35 98:0 /root /target options optional… - type source super-options`.
  /// @return null when it is none
  static @Nullable Mount parse(String line) {
    String[] words = line.split(" ");
    int dash = Arrays.asList(words).indexOf("-");
    if (dash < 6 || words.length < dash + 2) return null;
    return new Mount(Path.of(unescape(words[4])), words[dash + 1], words[5]);
  }

  /// Blanks and the like are written as three octal digits behind a backslash.
  private static String unescape(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '\\'
          && i + 3 < in.length
          && octal(in[i + 1])
          && octal(in[i + 2])
          && octal(in[i + 3])) {
        out.write((in[i + 1] - '0') << 6 | (in[i + 2] - '0') << 3 | in[i + 3] - '0');
        i += 3;
      } else {
        out.write(in[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static boolean octal(byte digit) {
    return digit >= '0' && digit <= '7';
  }

  /// The flags a mount has that a remount would otherwise drop, which the kernel refuses in a user namespace.
  private static long kept(Path target) {
    long flags = 0;
    try {
      List<Mount> there = below(target);
      for (Mount mount : there) {
        if (!mount.target().equals(target.toAbsolutePath().normalize())) continue;
        List<String> options = List.of(mount.options().split(","));
        flags =
            (options.contains("nosuid") ? NOSUID : 0)
                | (options.contains("nodev") ? NODEV : 0)
                | (options.contains("noexec") ? NOEXEC : 0);
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "flags of the mount at " + target + " unknown, it may lose them",
          e);
    }
    return flags;
  }

  private Mounts() {}
}
