package io.binnacle.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Remembers mounts instead of making them. A bind is a check that it would lead somewhere; a mount can be made to stick.
final class FakeMounter implements Mounter {
  final Map<Path, String> mounts = new HashMap<>();
  final Set<Path> stuck = new HashSet<>();

  @Override
  public void tmpfs(Path target, long bytes) throws IOException {
    if (!Files.isDirectory(target)) {
      throw new IOException("not a folder: " + target);
    }
    mounts.put(target, "tmpfs " + bytes);
  }

  @Override
  public void bindBelow(Path root, String subPath, Path target) throws IOException {
    Path from = root.resolve(subPath);
    if (!Files.exists(from)) {
      Files.createDirectories(from);
    }
    if (!from.toRealPath().startsWith(root.toRealPath())) {
      throw new IOException(subPath + " leads out of " + root);
    }
    if (Files.isDirectory(from)) {
      Files.createDirectory(target);
    } else {
      Files.createFile(target);
    }
    mounts.put(target, "bind " + root.relativize(from));
  }

  @Override
  public void unmount(Path target) throws IOException {
    if (stuck.contains(target)) {
      throw new IOException("Device or resource busy");
    }
    mounts.remove(target);
  }

  @Override
  public List<Path> mountsBelow(Path folder) {
    List<Path> out = new ArrayList<>(mounts.keySet());
    out.removeIf(mount -> !mount.startsWith(folder));
    out.sort(Comparator.comparingInt(Path::getNameCount).reversed());
    return out;
  }
}
