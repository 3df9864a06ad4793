package io.binnacle.app;

import io.binnacle.app.cli.CommandFailure;
import io.binnacle.linux.files.DeleteTree;
import io.binnacle.node.containerd.Purge;
import io.binnacle.node.volume.LinuxMounter;
import io.binnacle.store.StoreException;
import io.binnacle.store.sqlite.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Takes away all an instance has left on this machine: containers, network, rules, mounts, and what it stored.
public final class Uninstall {
  /// What instances make in their data folders; anything else there is not ours.
  private static final List<String> OURS =
      List.of(
          FolderLock.FILE,
          "store",
          "keys",
          "kubeconfig",
          "status.json",
          "binnacle.log",
          "pods",
          "logs",
          "claims",
          "containerd",
          "native");

  private Uninstall() {}

  /// Removes everything of the instance with the data folder `dataDir`, which must not be running. Safe to repeat.
  ///
  /// @throws CommandFailure if it is running, or something cannot be removed; what could be has been
  public static void run(Path dataDir) throws IOException, InterruptedException {
    if (!Files.isDirectory(dataDir)) {
      everything(dataDir); // somebody may have deleted the folder and left the rest
      return;
    }
    try (FolderLock _ = FolderLock.of(dataDir.toRealPath())) {
      everything(dataDir);
    } catch (StoreException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /// [#run] for the one who holds the folder's lock.
  static void everything(Path dataDir) throws IOException, InterruptedException {
    rules(dataDir);
    if (Purge.needed(dataDir)) {
      Purge.everythingOf(dataDir);
    }
    mounts(dataDir.resolve("pods"));
    for (String name : OURS) {
      DeleteTree.delete(dataDir.resolve(name));
    }
    if (Files.isDirectory(dataDir) && isEmpty(dataDir)) {
      Files.delete(dataDir);
    }
  }

  /// Ends and removes what of the instance runs or is known to the kernel: containers, network, rules, mounts. What it stored
  /// stays, and its images. For the one who holds the folder's lock.
  static void running(Path dataDir) throws IOException, InterruptedException {
    rules(dataDir);
    Purge.runningOf(dataDir);
    mounts(dataDir.resolve("pods"));
  }

  private static void rules(Path dataDir) throws IOException {
    try {
      KernelRules.remove(KernelProxy.table(dataDir));
    } catch (CommandFailure e) {
      if (Purge.needed(dataDir)) {
        throw e;
      }
      // Who may not change rules, and has run no containers, has made none.
    }
  }

  private static void mounts(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      LinuxMounter mounter = new LinuxMounter();
      for (Path mount : mounter.mountsBelow(folder)) {
        mounter.unmount(mount);
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.findAny().isEmpty();
    }
  }
}
