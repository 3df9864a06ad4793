package io.binnacle.node.volume;

import io.binnacle.node.runtime.ContainerSpec.Mount;
import java.nio.file.Path;
import java.util.List;

/// What of the Pod's volumes a container gets to see.
public sealed interface MountOutcome {
  /// Ready to be given to the runtime.
  ///
  /// @param mounts in the order they are to be made
  /// @param terminationLog the file on this machine behind the container's `terminationMessagePath`
  record Mounts(List<Mount> mounts, Path terminationLog) implements MountOutcome {
    public Mounts {
      mounts = List.copyOf(mounts);
    }
  }

  /// A mount cannot be made: the container waits with reason `CreateContainerConfigError`.
  record Refused(String message) implements MountOutcome {}
}
