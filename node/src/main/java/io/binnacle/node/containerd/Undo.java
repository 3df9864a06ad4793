package io.binnacle.node.containerd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Takes back what the kernel was asked for on behalf of Pods.
final class Undo {
  private Undo() {}

  /// Unmounts all at and below `folder`, the last first; network namespaces are mounts too.
  static void unmountBelow(Path folder) throws IOException, InterruptedException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/mountinfo"));
    for (String line : lines.reversed()) {
      Path target = Path.of(line.split(" ")[4].replace("\\040", " "));
      if (target.startsWith(folder)) {
        run(List.of("umount", "--lazy", target.toString()), "not mounted");
      }
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
