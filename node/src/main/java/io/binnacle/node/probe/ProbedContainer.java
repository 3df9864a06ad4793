package io.binnacle.node.probe;

import io.binnacle.model.tree.Obj;
import java.time.Instant;

/// A running container, as probes and hooks reach it.
///
/// @param pod the Pod it belongs to; carries events
/// @param container its entry in the Pod's container lists
/// @param id the runtime's id of it
/// @param podIp the Pod's primary address, the node's with host network
/// @param started when its process began
/// @param commands runs a command in it
public record ProbedContainer(
    Obj pod, Obj container, String id, String podIp, Instant started, CommandRunner commands) {
  /// Its name in the Pod.
  public String name() {
    return container.str("name");
  }
}
