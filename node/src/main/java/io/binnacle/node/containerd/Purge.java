package io.binnacle.node.containerd;

import io.binnacle.linux.files.DeleteTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Takes away everything an instance's containerd has put on this machine: processes, mounts, network namespaces, bridge,
/// cgroups, sockets, folders.
///
/// It asks nobody, so it works whatever state they are in, also where containerd is gone or broken. What it takes for ours it
/// knows by the instance's own names: its socket in a shim's command line, its cgroup, its folders, its bridge. Run it when
/// neither Binnacle nor anything else uses the instance any more; run again, it finds nothing to do.
public final class Purge {
  private static final Logger LOG = System.getLogger(Purge.class.getName());
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final Path CNI_RESULTS = Path.of("/var/lib/cni/results");

  /// Where every containerd's shims have their sockets, whatever its own folders.
  private static final Path SHIM_SOCKETS = Path.of("/run/containerd/s");

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final ContainerdPaths paths;

  private Purge(ContainerdPaths paths) {
    this.paths = paths;
  }

  /// Leaves nothing of the instance with the data folder `dataDir`, but the rest of that folder.
  ///
  /// @throws IOException if something cannot be removed; what could be has been
  public static void everythingOf(Path dataDir) throws IOException, InterruptedException {
    new Purge(ContainerdPaths.of(dataDir)).run(true);
  }

  /// Ends and removes whatever of the instance runs or is known to the kernel; its images and records in the data folder stay,
  /// as after a reboot.
  ///
  /// @throws IOException if something cannot be removed; what could be has been
  public static void runningOf(Path dataDir) throws IOException, InterruptedException {
    new Purge(ContainerdPaths.of(dataDir)).run(false);
  }

  /// Whether the instance with the data folder `dataDir` has anything on this machine that [#everythingOf] would remove.
  public static boolean needed(Path dataDir) {
    return ContainerdPaths.of(dataDir).exists();
  }

  /// Whether the instance with the data folder `dataDir` may have anything that [#runningOf] would end.
  public static boolean runs(Path dataDir) {
    return Files.exists(ContainerdPaths.of(dataDir).run());
  }

  private void run(boolean data) throws IOException, InterruptedException {
    Optional<ProcessHandle> daemon = ContainerdProcess.running(paths);
    if (daemon.isPresent()) {
      ContainerdProcess.end(daemon.get());
    }
    killContainers();
    killShims();
    List<Path> sockets = shimSockets();
    List<String> sandboxes = tasks();
    List<IOException> failures = new ArrayList<>();
    attempt(failures, () -> Undo.unmountBelow(paths.run()));
    attempt(failures, () -> Undo.unmountBelow(paths.root()));
    attempt(failures, () -> Undo.deleteLink(paths.bridge()));
    attempt(failures, this::removeCgroups);
    attempt(failures, () -> removeCniResults(sandboxes));
    for (Path socket : sockets) {
      attempt(failures, () -> Files.deleteIfExists(socket));
    }
    attempt(failures, () -> removeIfEmpty(SHIM_SOCKETS));
    attempt(failures, () -> removeIfEmpty(SHIM_SOCKETS.resolve("..").normalize()));
    attempt(failures, () -> DeleteTree.delete(paths.run()));
    attempt(failures, () -> removeIfEmpty(paths.run().resolve("..").normalize()));
    if (data) {
      attempt(failures, () -> DeleteTree.delete(paths.root()));
    }
    if (!failures.isEmpty()) {
      IOException first = failures.getFirst();
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private static void attempt(List<IOException> failures, Step step) throws InterruptedException {
    try {
      step.run();
    } catch (IOException e) {
      failures.add(e);
    } catch (UncheckedIOException e) {
      failures.add(e.getCause());
    }
  }

  /// Whatever is in the instance's cgroup, again until nothing is: a process may have been starting others.
  private void killContainers() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (List<Long> left = members(); !left.isEmpty(); left = members()) {
      left.stream()
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
      if (System.nanoTime() > deadline) {
        throw new IOException("processes of Pods do not end: " + left);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private List<Long> members() throws IOException {
    List<Long> pids = new ArrayList<>();
    for (Path cgroup : cgroups()) {
      Path procs = cgroup.resolve("cgroup.procs");
      try {
        if (Files.exists(procs)) {
          Files.readAllLines(procs).forEach(line -> pids.add(Long.parseLong(line.strip())));
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "{0} went away while it was read: {1}", procs, e);
      }
    }
    // 0 stands for a process of another process namespace, which we cannot name; its parent's death
    // ends it.
    return pids.stream().filter(pid -> pid > 0).distinct().toList();
  }

  private void killShims() throws IOException, InterruptedException {
    List<ProcessHandle> shims = new ArrayList<>();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.filter(this::isOurShim).forEach(shims::add);
    }
    for (ProcessHandle shim : shims) {
      shim.destroyForcibly();
    }
    for (ProcessHandle shim : shims) {
      if (!ContainerdProcess.awaitEnd(shim, PATIENCE)) {
        throw new IOException("the shim with process id " + shim.pid() + " does not end");
      }
    }
  }

  private boolean isOurShim(ProcessHandle process) {
    List<String> words = CommandLine.of(process);
    int address = words.indexOf("-address");
    return words.getFirst().contains("containerd-shim")
        && address >= 0
        && address + 1 < words.size()
        && words.get(address + 1).equals(paths.socket().toString());
  }

  /// The sockets of our shims, as each bundle notes its own: `unix:///run/containerd/s/…`.
  private List<Path> shimSockets() throws IOException {
    Path bundles = paths.state().resolve("io.containerd.runtime.v2.task");
    List<Path> sockets = new ArrayList<>();
    if (Files.isDirectory(bundles)) {
      try (Stream<Path> all = Files.walk(bundles, 3)) {
        for (Path file : all.filter(path -> path.endsWith("address")).toList()) {
          String address = Files.readString(file).strip();
          Path socket =
              Path.of(
                  address.substring(address.indexOf("://") < 0 ? 0 : address.indexOf("://") + 3));
          if (socket.startsWith(SHIM_SOCKETS)) {
            sockets.add(socket);
          }
        }
      }
    }
    return sockets;
  }

  /// Our cgroup in every hierarchy there is, with all below it.
  private List<Path> cgroups() throws IOException {
    List<Path> found = new ArrayList<>();
    List<Path> hierarchies = new ArrayList<>(List.of(CGROUPS));
    if (Files.isDirectory(CGROUPS)) {
      try (Stream<Path> below = Files.list(CGROUPS)) {
        below.filter(Files::isDirectory).forEach(hierarchies::add);
      }
    }
    for (Path hierarchy : hierarchies) {
      Path own = hierarchy.resolve(paths.cgroup().substring(1));
      if (Files.isDirectory(own)) {
        try (Stream<Path> tree = Files.walk(own)) {
          tree.filter(Files::isDirectory).forEach(found::add);
        } catch (UncheckedIOException e) {
          LOG.log(Level.DEBUG, "{0} changed while it was read: {1}", own, e);
        }
      }
    }
    return found;
  }

  /// From the leaves up. A cgroup is busy for a moment after its last process has ended.
  private void removeCgroups() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<Path> left = cgroups();
      if (left.isEmpty()) {
        return;
      }
      IOException failure = null;
      for (Path cgroup : left.stream().sorted(Comparator.reverseOrder()).toList()) {
        try {
          Files.delete(cgroup);
        } catch (IOException e) {
          failure = e instanceof NoSuchFileException ? failure : e; // some are gone by themselves
        }
      }
      if (failure != null && System.nanoTime() > deadline) {
        throw failure;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /// The containers and sandboxes that have not been stopped, by the folders containerd keeps for them.
  private List<String> tasks() throws IOException {
    Path bundles = paths.state().resolve("io.containerd.runtime.v2.task").resolve("k8s.io");
    if (!Files.isDirectory(bundles)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(bundles)) {
      return all.map(bundle -> bundle.getFileName().toString()).toList();
    }
  }

  /// What CNI remembers, in a folder all networks share: `<network>-<sandbox>-<interface>` of our network, and of our
  /// sandboxes in the loopback network, which is called the same everywhere.
  private void removeCniResults(List<String> sandboxes) throws IOException {
    if (Files.isDirectory(CNI_RESULTS)) {
      List<Path> results;
      try (Stream<Path> all = Files.list(CNI_RESULTS)) {
        results = all.toList();
      }
      for (Path result : results) {
        String name = result.getFileName().toString();
        if (name.startsWith(paths.network() + "-") || sandboxes.stream().anyMatch(name::contains)) {
          Files.deleteIfExists(result);
        }
      }
    }
    removeIfEmpty(CNI_RESULTS);
    removeIfEmpty(CNI_RESULTS.resolve("..").normalize());
  }

  private static void removeIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      LOG.log(Level.DEBUG, "{0} is used by others", folder);
    }
  }
}
