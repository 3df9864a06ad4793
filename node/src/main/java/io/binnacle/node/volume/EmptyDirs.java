package io.binnacle.node.volume;

import io.binnacle.linux.files.DeleteTree;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.PodFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Folders that begin empty, on disk or in memory; `emptyDir` and the ground of other volumes. One that is there is left as
/// it is.
final class EmptyDirs {
  private static final int EVERYBODY = 0777;

  private final Mounter mounter;

  EmptyDirs(Mounter mounter) {
    this.mounter = mounter;
  }

  /// Makes the folder of an `emptyDir`.
  ///
  /// @param source the value of that field of the volume
  void make(Path folder, Obj pod, Obj source, PodFacts facts, Ownership ownership)
      throws VolumeFailure, IOException {
    String medium = source.str("medium");
    switch (medium) {
      case "" -> disk(folder, ownership);
      case "Memory" -> memory(folder, memoryLimit(pod, source, facts), ownership);
      default ->
          throw new VolumeFailure(
              "emptyDir medium \"" + medium + "\" is not supported by this node; it knows Memory");
    }
  }

  /// A folder on disk. Made beside its place and moved there, so that a crash leaves none that is half done.
  void disk(Path folder, Ownership ownership) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path fresh = folder.resolveSibling(".new-" + folder.getFileName());
    Files.createDirectories(folder.getParent());
    DeleteTree.delete(fresh);
    Files.createDirectory(fresh);
    Ownership.chmod(fresh, EVERYBODY);
    ownership.apply(fresh, false);
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /// A folder in memory.
  ///
  /// @param bytes the most it may hold, 0 for the kernel's default
  void memory(Path folder, long bytes, Ownership ownership) throws IOException {
    Files.createDirectories(folder);
    if (!mounter.mountsBelow(folder).contains(folder)) {
      mounter.tmpfs(folder, bytes);
      Ownership.chmod(folder, EVERYBODY);
      ownership.apply(folder, false);
    }
  }

  /// The least of `sizeLimit`, what the containers may use together, and what the node has.
  private static long memoryLimit(Obj pod, Obj source, PodFacts facts) {
    List<Quantity> limits = new ArrayList<>();
    add(source.str("sizeLimit"), limits);
    Quantity containers = containersLimit(pod);
    if (containers != null) {
      limits.add(containers);
    }
    Quantity node = facts.allocatable().get("memory");
    if (node != null && node.signum() > 0) {
      limits.add(node);
    }
    return limits.stream()
        .min(Quantity::compareTo)
        .map(least -> least.amount().longValue())
        .orElse(0L);
  }

  private static void add(String text, List<Quantity> out) {
    if (!text.isEmpty() && Quantity.parse(text).signum() > 0) {
      out.add(Quantity.parse(text));
    }
  }

  /// What all containers may use together; null if one of them has no limit.
  private static @Nullable Quantity containersLimit(Obj pod) {
    Quantity sum = Quantity.ZERO;
    for (Obj container : pod.obj("spec").arr("containers").objects()) {
      String limit = container.obj("resources").obj("limits").str("memory");
      if (limit.isEmpty()) {
        return null;
      }
      sum = sum.plus(Quantity.parse(limit));
    }
    return sum.signum() > 0 ? sum : null;
  }
}
