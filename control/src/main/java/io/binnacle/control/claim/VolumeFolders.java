package io.binnacle.control.claim;

import java.io.IOException;

/// Removes folders of volumes on this machine.
@FunctionalInterface
public interface VolumeFolders {
  /// Removes `path` with all it holds, following no links; does nothing if it is not there.
  ///
  /// @param path `<folder>/<namespace>_<claim>_<volume>`
  void remove(String path) throws IOException;
}
