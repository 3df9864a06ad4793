package io.binnacle.node.runtime;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container as the runtime has it.
///
/// @param name its name in the Pod
/// @param attempt how many containers of this name the Pod had before
/// @param image what the spec named
/// @param imageId what runs: `docker.io/library/busybox@sha256:…` or `sha256:…`
/// @param created when it was made
/// @param started when its process began; null if it has not
/// @param finished when it ended; null if it has not
/// @param exitCode meaningful once it has ended; 128 + n for signal n
/// @param reason `Completed`, `Error`, `OOMKilled`, `StartError`, …; empty while it runs
/// @param message more about the end, empty for nothing
/// @param logPath absolute; empty in a listing
/// @param annotations as given in [ContainerSpec]
public record Container(
    String id,
    String sandboxId,
    String podUid,
    String name,
    int attempt,
    State state,
    String image,
    String imageId,
    Instant created,
    @Nullable Instant started,
    @Nullable Instant finished,
    int exitCode,
    String reason,
    String message,
    String logPath,
    Map<String, String> annotations) {
  public Container {
    annotations = Map.copyOf(annotations);
  }

  /// Where a container stands. A listing may not tell times, exit code and reason; [ContainerRuntime#container] does.
  public enum State {
    CREATED,
    RUNNING,
    EXITED,
    UNKNOWN
  }
}
