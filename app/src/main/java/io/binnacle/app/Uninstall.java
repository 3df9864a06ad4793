package io.binnacle.app;

import io.binnacle.app.cli.CommandFailure;
import io.binnacle.linux.files.DeleteTree;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.TableId;
import io.binnacle.node.containerd.Purge;
import io.binnacle.node.volume.LinuxMounter;
import io.binnacle.proxy.run.NftSink;
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
  /// @throws CommandFailure if something cannot be removed; what could be has been
  public static void run(Path dataDir) throws IOException, InterruptedException {
    if (Purge.needed(dataDir)) {
      rules(dataDir);
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

  private static void rules(Path dataDir) throws IOException {
    String table = KernelProxy.table(dataDir);
    try (NftSink kernel = NftSink.open(null)) {
      kernel.apply(
          List.of(
              new Command.DestroyTable(new TableId(Family.IP, table)),
              new Command.DestroyTable(new TableId(Family.IP6, table))));
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
