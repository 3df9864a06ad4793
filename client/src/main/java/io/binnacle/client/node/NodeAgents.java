package io.binnacle.client.node;

import org.jspecify.annotations.Nullable;

/// Finds the agent of a node. Safe for use by many threads.
@FunctionalInterface
public interface NodeAgents {
  /// No node has an agent that can be asked.
  NodeAgents NONE = _ -> null;

  /// The agent of the node called `nodeName`; null if no such node is served from here, or its Pods run nothing.
  @Nullable NodeAgent of(String nodeName);
}
