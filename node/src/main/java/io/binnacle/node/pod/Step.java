package io.binnacle.node.pod;

import java.time.Duration;
import java.time.Instant;

/// One thing to do for a Pod. Steps of one turn do not depend on each other.
public sealed interface Step {
  /// Make the Pod's volumes and folders ready.
  record Prepare() implements Step {}

  /// Make a sandbox.
  ///
  /// @param attempt how many the Pod had before
  /// @param replaces the one that died, whose network is given back first; empty for none
  record CreateSandbox(int attempt, String replaces) implements Step {}

  /// End a sandbox and what runs in it.
  record StopSandbox(String id) implements Step {}

  /// Remove a sandbox that has ended.
  record RemoveSandbox(String id) implements Step {}

  /// Bring a container to run: image, configuration, process, postStart hook.
  ///
  /// @param attempt how many containers of this name the Pod had before
  /// @param backOff how long the one after this must wait once this one has ended; kept with the container
  record Start(String name, Role role, String sandboxId, int attempt, Duration backOff)
      implements Step {}

  /// Stop a container: preStop hook, stop signal, grace, kill.
  ///
  /// @param message for the Event `Killing`
  /// @param deadline when it is killed at the latest
  record Stop(String containerId, String name, Role role, String message, Instant deadline)
      implements Step {}

  /// Remove a container that has ended.
  record Remove(String containerId) implements Step {}

  /// Record an Event.
  ///
  /// @param once said only once for each such key
  record Say(boolean warning, String reason, String message, String once) implements Step {}

  /// Clear away everything the Pod had on the node, and then confirm its deletion if the API still has it.
  record Release() implements Step {}
}
