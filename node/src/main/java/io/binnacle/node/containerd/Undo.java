package io.binnacle.node.containerd;

import io.binnacle.linux.files.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Takes back what the kernel was asked for on behalf of Pods.
final class Undo {
  private Undo() {}

  /// Unmounts all at and below `folder`, the last first; network namespaces are mounts too.
  static void unmountBelow(Path folder) throws IOException {
    for (Path target : Mounts.below(folder)) {
      Mounts.unmount(target);
    }
  }

  /// Removes a network interface if it is there.
  static void deleteLink(String name) throws IOException, InterruptedException {
    run(List.of("ip", "link", "delete", name), "Cannot find device");
  }

  private static void run(List<String> command, String fine)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 && !said.contains(fine)) {
      throw new IOException("'%s': %s".formatted(String.join(" ", command), said.strip()));
    }
  }
}
