package io.binnacle.it;

import io.binnacle.node.containerd.ContainerdPaths;
import io.binnacle.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What one instance has on this machine, looked for where the kernel and others keep it. Other instances may run beside it.
final class Traces {
  private final ContainerdPaths paths;
  private final Path dataDir;
  private final Shell shell = new Shell(Path.of("."), Map.of());

  /// Names that do not tell whose they are, as seen while the instance ran: its sandboxes, their interfaces, sockets of shims.
  private final Set<String> marked = new TreeSet<>();

  Traces(Path dataDir) {
    this.dataDir = dataDir;
    this.paths = ContainerdPaths.of(dataDir);
  }

  ContainerdPaths paths() {
    return paths;
  }

  /// Remembers what can be told to be the instance's only while it runs.
  void mark() {
    lines("ip -o link show master " + paths.bridge() + " | sed 's/^[0-9]*: //; s/[@:].*//'")
        .forEach(marked::add);
    Path bundles = paths.run().resolve("state/io.containerd.runtime.v2.task/k8s.io");
    lines("ls " + bundles).forEach(marked::add);
    lines("cat " + bundles + "/*/address | sed 's|.*/||'").forEach(marked::add);
  }

  /// Processes of the instance's containers, with the shims.
  Set<String> containers() {
    return processes(process ->
        read(process.resolve("cgroup")).contains(paths.cgroup())
            || read(process.resolve("cmdline")).contains(paths.socket().toString()));
  }

  /// Everything; empty when nothing is left.
  List<String> all() {
    List<String> found = new ArrayList<>();
    containers().forEach(pid -> found.add("process of a container: " + pid));
    processes(process ->
            read(process.resolve("cmdline")).startsWith("/usr/bin/containerd\0")
                && read(process.resolve("cmdline")).contains(dataDir.toString()))
        .forEach(pid -> found.add("containerd: " + pid));
    for (String line : read(Path.of("/proc/self/mountinfo")).split("\n", -1)) {
      if (line.contains(paths.id()) || line.contains(dataDir.toString())) {
        found.add("mount: " + line);
      }
    }
    find(found, "interface", "ip -o link");
    find(found, "address", "ip -o addr");
    find(found, "route", "ip route show table all");
    find(found, "table", "nft list tables");
    find(found, "cgroup", "find /sys/fs/cgroup -maxdepth 2");
    find(found, "file", "find /run/binnacle /run/containerd /var/lib/cni -maxdepth 3");
    if (Files.exists(dataDir)) {
      lines("find " + dataDir).forEach(file -> found.add("data: " + file));
    }
    return found;
  }

  private void find(List<String> found, String what, String command) {
    for (String line : lines(command)) {
      if (line.contains(paths.id()) || marked.stream().anyMatch(line::contains)) {
        found.add(what + ": " + line);
      }
    }
  }

  private List<String> lines(String command) {
    return shell.run(command + " 2>/dev/null").output().lines().filter(l -> !l.isBlank()).toList();
  }

  private interface Check {
    boolean test(Path process);
  }

  private static Set<String> processes(Check check) {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      Set<String> out = new TreeSet<>();
      all.filter(p -> p.getFileName().toString().matches("\\d+"))
          .filter(check::test)
          .forEach(p -> out.add(p.getFileName().toString()));
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // a process that has ended meanwhile
    }
  }
}
