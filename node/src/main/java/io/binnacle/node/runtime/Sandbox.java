package io.binnacle.node.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A Pod's sandbox as the runtime has it.
///
/// @param attempt how many sandboxes this Pod had before
/// @param ready whether its namespaces and network are there
/// @param addresses the Pod's addresses, the primary one first; empty in a listing and with host network
/// @param created when it was made
/// @param annotations as given in [SandboxSpec]
public record Sandbox(
    String id,
    String podUid,
    String podNamespace,
    String podName,
    int attempt,
    boolean ready,
    List<String> addresses,
    Instant created,
    Map<String, String> annotations) {
  public Sandbox {
    addresses = List.copyOf(addresses);
    annotations = Map.copyOf(annotations);
  }
}
