package io.binnacle.node.agent;

import io.binnacle.linux.files.DeleteTree;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.Notice;
import io.binnacle.node.env.PodFacts;
import io.binnacle.node.runtime.ContainerSpec.Mount;
import io.binnacle.node.volume.MountOutcome;
import io.binnacle.node.volume.VolumeOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Volumes that are a folder and a termination message.
final class FakeVolumes implements Volumes {
  private final Path root;
  private final Set<String> pods = new HashSet<>();

  /// Why no volume can be made; empty if they can.
  String trouble = "";

  FakeVolumes(Path root) {
    this.root = root;
  }

  @Override
  public VolumeOutcome prepare(Obj pod, PodFacts facts) {
    pods.add(Meta.uid(pod));
    return new VolumeOutcome(
        trouble.isEmpty() ? List.of() : List.of(new Notice("FailedMount", trouble)), null);
  }

  @Override
  public MountOutcome mounts(
      Obj pod, Obj container, int attempt, Map<String, String> environment, String hosts) {
    Path log = message(Meta.uid(pod), container.str("name"), attempt);
    try {
      Files.createDirectories(log.getParent());
      Files.writeString(log, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new MountOutcome.Mounts(
        List.of(
            new Mount(log.toString(), "/dev/termination-log", false, Mount.Propagation.PRIVATE)),
        log);
  }

  @Override
  public String terminationMessage(String podUid, String container, int attempt) {
    Path log = message(podUid, container, attempt);
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path message(String podUid, String container, int attempt) {
    return root.resolve(podUid).resolve(container + "." + attempt);
  }

  @Override
  public List<String> tearDown(String podUid) {
    pods.remove(podUid);
    try {
      DeleteTree.delete(root.resolve(podUid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of();
  }

  @Override
  public Set<String> onDisk() {
    return new TreeSet<>(pods);
  }
}
