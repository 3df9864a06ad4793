package io.binnacle.node.agent;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.PodFacts;
import io.binnacle.node.volume.MountOutcome;
import io.binnacle.node.volume.PodVolumes;
import io.binnacle.node.volume.VolumeOutcome;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the agent needs of [PodVolumes], method by method.
public interface Volumes {
  /// See [PodVolumes#prepare].
  VolumeOutcome prepare(Obj pod, PodFacts facts);

  /// See [PodVolumes#mounts].
  MountOutcome mounts(
      Obj pod, Obj container, int attempt, Map<String, String> environment, String hosts);

  /// See [PodVolumes#terminationMessage].
  String terminationMessage(String podUid, String container, int attempt);

  /// See [PodVolumes#tearDown].
  List<String> tearDown(String podUid);

  /// See [PodVolumes#onDisk].
  Set<String> onDisk();

  /// The volumes of a real node.
  static Volumes of(PodVolumes volumes) {
    return new Volumes() {
      @Override
      public VolumeOutcome prepare(Obj pod, PodFacts facts) {
        return volumes.prepare(pod, facts);
      }

      @Override
      public MountOutcome mounts(
          Obj pod, Obj container, int attempt, Map<String, String> environment, String hosts) {
        return volumes.mounts(pod, container, attempt, environment, hosts);
      }

      @Override
      public String terminationMessage(String podUid, String container, int attempt) {
        return volumes.terminationMessage(podUid, container, attempt);
      }

      @Override
      public List<String> tearDown(String podUid) {
        return volumes.tearDown(podUid);
      }

      @Override
      public Set<String> onDisk() {
        return volumes.onDisk();
      }
    };
  }
}
