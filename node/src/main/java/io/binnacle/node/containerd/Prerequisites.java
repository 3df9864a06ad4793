package io.binnacle.node.containerd;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whether this machine can run containers, and if not, what is missing and what to do about it.
///
/// @param missing what keeps us from it, the plainest first; empty if nothing does
/// @param tools the programs found; null if one of them is missing
public record Prerequisites(List<Missing> missing, @Nullable Tools tools) {
  private static final List<String> PLUGINS = List.of("bridge", "host-local", "loopback");
  private static final List<String> NAMESPACES = List.of("net", "pid", "ipc", "uts", "mnt");
  private static final List<Path> PLUGIN_FOLDERS =
      List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni"), Path.of("/usr/libexec/cni"));

  /// Where programs are that only root uses, and which `PATH` may leave out.
  private static final List<String> MORE_PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  public Prerequisites {
    missing = List.copyOf(missing);
  }

  /// Something that is not as it must be.
  ///
  /// @param what `containerd is not installed`
  /// @param remedy `apt install containerd`; empty if there is none
  public record Missing(String what, String remedy) {
    @Override
    public String toString() {
      return remedy.isEmpty() ? what : what + " (" + remedy + ")";
    }
  }

  /// The programs.
  ///
  /// @param cniPlugins the folder with the network plugins
  public record Tools(Path containerd, Path runc, Path cniPlugins) {}

  /// Looks at this machine. Starts no program; takes a few milliseconds.
  public static Prerequisites check() {
    return check(Path.of("/"), System.getenv(), isRoot());
  }

  /// Whether containers can be run.
  public boolean met() {
    return missing.isEmpty();
  }

  /// The reason for or against containers, in a line.
  public String why() {
    return met()
        ? "root, containerd, runc and the CNI plugins are here"
        : missing.stream().map(Missing::toString).collect(Collectors.joining("; "));
  }

  /// @param host where the machine's file system is; `/` but in tests
  static Prerequisites check(Path host, Map<String, String> environment, boolean root) {
    List<Missing> missing = new ArrayList<>();
    if (!root) {
      missing.add(new Missing("not root", "run it with sudo"));
    }
    Path containerd = program("containerd", host, environment);
    if (containerd == null) {
      missing.add(new Missing("containerd is not installed", "Debian: apt install containerd"));
    }
    if (containerd != null && program("containerd-shim-runc-v2", host, environment) == null) {
      missing.add(
          new Missing(
              "containerd-shim-runc-v2 is not in the PATH",
              "it belongs to containerd; Debian: apt install containerd"));
    }
    Path runc = program("runc", host, environment);
    if (runc == null) {
      missing.add(new Missing("runc is not installed", "Debian: apt install runc"));
    }
    Path plugins = plugins(host, environment, missing);
    kernel(host, root, missing);
    Tools tools =
        containerd == null || runc == null || plugins == null
            ? null
            : new Tools(containerd, runc, plugins);
    return new Prerequisites(missing, tools);
  }

  private static @Nullable Path plugins(
      Path host, Map<String, String> environment, List<Missing> missing) {
    List<Path> folders = new ArrayList<>();
    for (String folder : environment.getOrDefault("CNI_PATH", "").split(File.pathSeparator)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    PLUGIN_FOLDERS.forEach(folder -> folders.add(inside(host, folder)));
    List<String> best = PLUGINS;
    for (Path folder : folders) {
      List<String> absent =
          PLUGINS.stream().filter(name -> !Files.isExecutable(folder.resolve(name))).toList();
      if (absent.isEmpty()) {
        return folder;
      }
      best = absent.size() < best.size() ? absent : best;
    }
    missing.add(
        new Missing(
            "the CNI plugins "
                + String.join(", ", best)
                + " are not in "
                + folders.stream().map(Path::toString).collect(Collectors.joining(", ")),
            "Debian: apt install containernetworking-plugins, or name their folder in CNI_PATH"));
    return null;
  }

  private static void kernel(Path host, boolean root, List<Missing> missing) {
    List<String> absent =
        NAMESPACES.stream()
            .filter(name -> !Files.exists(host.resolve("proc/self/ns").resolve(name)))
            .toList();
    if (!absent.isEmpty()) {
      missing.add(new Missing("the kernel has no namespaces: " + String.join(", ", absent), ""));
    }
    Path cgroups = host.resolve("sys/fs/cgroup");
    boolean two = Files.exists(cgroups.resolve("cgroup.controllers"));
    boolean one = Files.isDirectory(cgroups.resolve("memory"));
    if (!two && !one) {
      missing.add(new Missing("no cgroups are mounted at /sys/fs/cgroup", ""));
    } else if (root && !Files.isWritable(cgroups)) { // nobody else may, which goes without saying
      missing.add(new Missing("/sys/fs/cgroup cannot be written to", "a privileged container can"));
    }
  }

  private static @Nullable Path program(String name, Path host, Map<String, String> environment) {
    Set<Path> folders = new LinkedHashSet<>();
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!folder.isEmpty()) {
        folders.add(inside(host, Path.of(folder)));
      }
    }
    MORE_PATH.forEach(folder -> folders.add(inside(host, Path.of(folder))));
    for (Path folder : folders) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }

  private static Path inside(Path host, Path absolute) {
    return absolute.isAbsolute() ? host.resolve(absolute.toString().substring(1)) : absolute;
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid
          && uid == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no /proc: not a Linux we could run containers on, and the checks above say so
    }
  }
}
