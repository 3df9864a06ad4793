package io.binnacle.node.volume;

import io.binnacle.client.KubeApi;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.PodFacts;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The volumes of all Pods of a node, under one folder of ours: `<root>/<pod uid>/volumes/…`. Blocking; safe for use by many
/// threads, calls about one Pod come one after the other. Holds nothing that is not on disk, so that a new instance goes on
/// where a killed one stopped.
public final class PodVolumes {

  /// @param root the folder of ours, absolute; made if absent
  /// @param api where ConfigMaps, Secrets, claims and tokens come from
  public PodVolumes(Path root, KubeApi api, Mounter mounter, InstantSource clock) {
    throw new UnsupportedOperationException();
  }

  /// Brings the volumes of `pod` into being, or up to date: running containers see changed ConfigMaps, Secrets, labels
  /// and annotations, and get new tokens before the old ones end. Safe to repeat. To be called before the first container
  /// starts, then once a minute and whenever an object the Pod names has changed.
  public VolumeOutcome prepare(Obj pod, PodFacts facts) {
    throw new UnsupportedOperationException();
  }

  /// The mounts of one container about to be made: its `volumeMounts`, `/etc/hosts`, the termination message file. The Pod's
  /// volumes must have been prepared.
  ///
  /// @param container one entry of the Pod's container lists
  /// @param attempt as in [io.binnacle.node.runtime.ContainerSpec]
  /// @param environment the container's variables, for `subPathExpr`
  /// @param hosts the text for `/etc/hosts`, see [io.binnacle.node.dns.HostsFile]; empty for none
  public MountOutcome mounts(
      Obj pod, Obj container, int attempt, Map<String, String> environment, String hosts) {
    throw new UnsupportedOperationException();
  }

  /// What a container left in its termination message file, at most 4096 bytes; empty for nothing. The file stays until
  /// [#tearDown].
  public String terminationMessage(String podUid, String container, int attempt) {
    throw new UnsupportedOperationException();
  }

  /// Unmounts and deletes everything of a Pod. Its containers must have ended. Safe to repeat, and for Pods of an earlier
  /// life. Never follows a symbolic link, never deletes below a mount that does not go away.
  ///
  /// @return what could not be removed and why; empty when nothing is left
  public List<String> tearDown(String podUid) {
    throw new UnsupportedOperationException();
  }

  /// The uids of all Pods that have something on disk, also of those the API has forgotten.
  public Set<String> onDisk() {
    throw new UnsupportedOperationException();
  }
}
