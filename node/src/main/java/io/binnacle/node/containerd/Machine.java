package io.binnacle.node.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What this process may do and what this kernel has, as far as containerd must be told.
final class Machine {
  private static final int CAP_SYS_RESOURCE = 24;

  private Machine() {}

  /// Whether nobody here may lower an oom_score_adj.
  static boolean lacksSysResource() throws IOException {
    return lacksSysResource(Files.readAllLines(Path.of("/proc/self/status")));
  }

  static boolean lacksSysResource(List<String> status) {
    return field(status, "CapEff")
        .map(hex -> (Long.parseUnsignedLong(hex, 16) >> CAP_SYS_RESOURCE & 1) == 0)
        .orElse(false);
  }

  /// Whether the kernel has seccomp.
  static boolean filtersSystemCalls() throws IOException {
    return field(Files.readAllLines(Path.of("/proc/self/status")), "Seccomp").isPresent();
  }

  /// Whether a folder lies on an overlay, on which no other overlay can be stacked: we are in a container ourselves.
  static boolean onOverlay(Path folder) throws IOException {
    return Files.getFileStore(folder).type().equals("overlay");
  }

  private static Optional<String> field(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }
}
