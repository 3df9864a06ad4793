package io.binnacle.node.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Makes and removes mounts. Safe for use by many threads. Targets are paths of ours without symbolic links.
public interface Mounter {
  /// Mounts an empty tmpfs at `target`, an existing folder.
  ///
  /// @param bytes the most it may hold, 0 for the kernel's default
  void tmpfs(Path target, long bytes) throws IOException;

  /// Shows the file or folder `subPath` below `root` at `target`, which is made, of the same kind; its parent exists. What is
  /// missing of `subPath` is made as folders with the mode of `root`. Symbolic links on the way are followed as long as they
  /// stay below `root`, and refused otherwise, whatever a container does meanwhile.
  void bindBelow(Path root, String subPath, Path target) throws IOException;

  /// Removes the mount at `target`, lazily if it is in use; does nothing if there is none.
  void unmount(Path target) throws IOException;

  /// The mounts at or below `folder`, the deepest first; one that covers another at the same place comes as often as it must
  /// be removed.
  List<Path> mountsBelow(Path folder) throws IOException;
}
