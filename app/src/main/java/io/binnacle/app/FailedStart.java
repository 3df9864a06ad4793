package io.binnacle.app;

import io.binnacle.node.containerd.ContainerdPaths;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Takes back what a start has put on this machine, if it did not succeed: only what was not there before. Needs the data
/// folder's lock while it is open.
final class FailedStart implements AutoCloseable {
  private final Path dataDir;
  private final boolean newFolder;
  private final boolean newNetwork;
  private boolean succeeded;

  private FailedStart(Path dataDir, boolean newFolder, boolean newNetwork) {
    this.dataDir = dataDir;
    this.newFolder = newFolder;
    this.newNetwork = newNetwork;
  }

  /// Looks at what there is before a start.
  ///
  /// @param newFolder whether the data folder was made by this start
  static FailedStart watching(Path dataDir, boolean newFolder) {
    Path bridge = Path.of("/sys/class/net", ContainerdPaths.of(dataDir).bridge());
    return new FailedStart(dataDir, newFolder, !Files.exists(bridge));
  }

  /// Has [#close] leave everything as it is.
  void succeeded() {
    succeeded = true;
  }

  /// Undoes, once all parts that were started have been stopped.
  @Override
  public void close() throws IOException {
    try {
      if (!succeeded && newFolder) {
        Uninstall.everything(dataDir);
      } else if (!succeeded && newNetwork) {
        Uninstall.running(dataDir); // without a network no container can have been there before
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "interrupted; to take away what is left: binnacle down --purge");
    }
  }
}
