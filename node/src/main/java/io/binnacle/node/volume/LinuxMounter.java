package io.binnacle.node.volume;

import io.binnacle.linux.files.Mounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Mounts by the kernel, in the mount namespace of this process; the runtime must live in the same one. Needs root.
public final class LinuxMounter implements Mounter {
  /// Does nothing until asked.
  public LinuxMounter() {}

  @Override
  public void tmpfs(Path target, long bytes) throws IOException {
    Mounts.tmpfs(target, bytes);
  }

  @Override
  public void bindBelow(Path root, String subPath, Path target) throws IOException {
    Mounts.bindBeneath(root, subPath, target);
  }

  @Override
  public void unmount(Path target) throws IOException {
    Mounts.unmount(target);
  }

  @Override
  public List<Path> mountsBelow(Path folder) throws IOException {
    return Mounts.below(folder);
  }
}
