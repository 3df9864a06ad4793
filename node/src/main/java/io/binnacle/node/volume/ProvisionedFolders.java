package io.binnacle.node.volume;

import io.binnacle.linux.files.DeleteTree;
import java.io.IOException;
import java.nio.file.Path;

/// Folders of provisioned volumes on this machine, as `control.claim` has them removed.
public final class ProvisionedFolders {
  private final Path root;

  /// @param root the folder all of them are in, absolute
  public ProvisionedFolders(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /// Deletes a folder directly below the root with all it holds, following no links; does nothing if it is not there.
  ///
  /// @throws IOException if it cannot be deleted, or is not directly below the root
  public void remove(String path) throws IOException {
    Path folder = Path.of(path);
    if (!folder.equals(folder.normalize()) || !root.equals(folder.getParent())) {
      throw new IOException("will not delete " + path + ": not directly below " + root);
    }
    DeleteTree.delete(folder);
  }
}
