package io.binnacle.node.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container to be made.
///
/// @param sandbox what its sandbox was made from; the runtime wants both
/// @param attempt how many containers of this name the Pod had before; makes the name unique
/// @param imageId what [ContainerRuntime#image] said
/// @param imageName what the Pod asked for, shown in listings
/// @param command replaces the image's entry point unless empty
/// @param args replaces the image's arguments unless empty
/// @param workingDir empty for the image's own
/// @param env in order; later entries win
/// @param logFile relative to the sandbox's log folder: `web/0.log`
/// @param stdinOnce whether stdin closes after the first client that attached has gone
/// @param annotations kept by the runtime, the agent's memory across restarts
public record ContainerSpec(
    SandboxSpec sandbox,
    String name,
    int attempt,
    String imageId,
    String imageName,
    List<String> command,
    List<String> args,
    String workingDir,
    Map<String, String> env,
    List<Mount> mounts,
    String logFile,
    boolean stdin,
    boolean stdinOnce,
    boolean tty,
    Resources resources,
    Security security,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public ContainerSpec {
    command = List.copyOf(command);
    args = List.copyOf(args);
    mounts = List.copyOf(mounts);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /// A file or folder of the host in the container.
  public record Mount(
      String hostPath, String containerPath, boolean readOnly, Propagation propagation) {
    /// How mounts made later on one side show on the other.
    public enum Propagation {
      PRIVATE,
      HOST_TO_CONTAINER,
      BIDIRECTIONAL
    }
  }

  /// Limits and shares; 0 means not set.
  ///
  /// @param cpuShares 2..262144
  /// @param cpuQuota microseconds in each period
  /// @param cpuPeriod microseconds
  /// @param memoryBytes the limit
  /// @param oomScoreAdj −1000..1000
  public record Resources(
      long cpuShares, long cpuQuota, long cpuPeriod, long memoryBytes, int oomScoreAdj) {}

  /// What the process may do, and as whom.
  ///
  /// @param runAsUser null for the image's user
  /// @param runAsGroup null for the image's group
  /// @param noNewPrivileges `allowPrivilegeEscalation: false`
  /// @param seccomp `RuntimeDefault`, `Unconfined`, or a profile's path
  public record Security(
      boolean privileged,
      @Nullable Long runAsUser,
      @Nullable Long runAsGroup,
      List<Long> supplementalGroups,
      boolean readOnlyRootFilesystem,
      boolean noNewPrivileges,
      List<String> addCapabilities,
      List<String> dropCapabilities,
      String seccomp) {
    public Security {
      supplementalGroups = List.copyOf(supplementalGroups);
      addCapabilities = List.copyOf(addCapabilities);
      dropCapabilities = List.copyOf(dropCapabilities);
    }
  }
}
