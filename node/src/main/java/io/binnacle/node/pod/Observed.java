package io.binnacle.node.pod;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Sandbox;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything known of one Pod at one moment.
///
/// @param pod as the API has it, or had it last; its status is the one shown last
/// @param gone whether the API has it no more
/// @param node what is known of the node
/// @param rejection why the node does not take it; null if it does
/// @param prepared whether volumes and folders are ready
/// @param sandboxes all of this Pod, in any order
/// @param containers all of this Pod, in any order, with messages filled in
/// @param work what is under way
/// @param failures the last failed start of each container, by name; gone once it runs
/// @param health what probes say, by container id
/// @param endingSince when the Pod was first seen to have to end; null if it has not been
public record Observed(
    Obj pod,
    boolean gone,
    NodeFacts node,
    @Nullable Rejection rejection,
    boolean prepared,
    List<Sandbox> sandboxes,
    List<Container> containers,
    Work work,
    Map<String, StartFailure> failures,
    Map<String, Health> health,
    @Nullable Instant endingSince,
    Instant firstSeen,
    Instant now) {

  /// What a Pod's status says of its node.
  ///
  /// @param runtime the first part of container ids: `containerd`
  /// @param addresses at most one per family, the primary one first
  public record NodeFacts(String runtime, List<String> addresses) {
    public NodeFacts {
      addresses = List.copyOf(addresses);
    }
  }

  /// Why a node does not take a Pod that is bound to it.
  ///
  /// @param reason `OutOfcpu`, `NodeAffinity`, `NodePorts`
  /// @param message what an Event says of it
  public record Rejection(String reason, String message) {}

  /// What has been begun and not ended.
  ///
  /// @param preparing whether volumes are being made ready
  /// @param prepareAt not to be tried before; null for any time
  /// @param sandbox whether a sandbox is being made
  /// @param sandboxAt not to be tried before; null for any time
  /// @param starting the container that is being started; null for none
  /// @param stopping containers being stopped, by id, with the moment they are killed
  /// @param clearing ids of containers and sandboxes that are being stopped or removed
  /// @param releasing whether everything is being cleared away
  public record Work(
      boolean preparing,
      @Nullable Instant prepareAt,
      boolean sandbox,
      @Nullable Instant sandboxAt,
      @Nullable Starting starting,
      Map<String, Instant> stopping,
      List<String> clearing,
      boolean releasing) {
    /// Nothing is under way.
    public static final Work NONE =
        new Work(false, null, false, null, null, Map.of(), List.of(), false);

    public Work {
      stopping = Map.copyOf(stopping);
      clearing = List.copyOf(clearing);
    }
  }

  /// A start under way.
  ///
  /// @param committed whether the container exists or is being made, so that it must be waited for
  public record Starting(String name, int attempt, boolean committed) {}

  public Observed {
    sandboxes = List.copyOf(sandboxes);
    containers = List.copyOf(containers);
    failures = Map.copyOf(failures);
    health = Map.copyOf(health);
  }
}
