package io.binnacle.node.containerd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a process was started with. Java's own `ProcessHandle.Info` gives up on lines longer than a page.
final class CommandLine {
  private CommandLine() {}

  /// Its words; a single empty one if it has ended, or is the kernel's.
  static List<String> of(ProcessHandle process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline"));
      return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of(""); // it has ended meanwhile
    }
  }
}
