package io.binnacle.app.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The folder of an instance, for every command that needs one.
final class DataDirOption {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where state, keys, status and logs live (default: ~/.binnacle).")
  Path dataDir = Path.of(System.getProperty("user.home"), ".binnacle");

  /// The folder as an absolute path.
  Path path() {
    return dataDir.toAbsolutePath().normalize();
  }
}
