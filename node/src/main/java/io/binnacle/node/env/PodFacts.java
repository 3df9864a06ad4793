package io.binnacle.node.env;

import io.binnacle.model.meta.Quantity;
import java.util.List;
import java.util.Map;

/// What a node knows of a Pod beyond its object in the API.
///
/// @param podIps the Pod's addresses, the primary one first; empty while it has none; the node's with host network
/// @param hostIps the node's addresses, the primary one first
/// @param allocatable what the node can give, by resource name (`cpu`, `memory`, `ephemeral-storage`); stands in for limits
///     a container does not state
public record PodFacts(
    List<String> podIps, List<String> hostIps, Map<String, Quantity> allocatable) {
  public PodFacts {
    podIps = List.copyOf(podIps);
    hostIps = List.copyOf(hostIps);
    allocatable = Map.copyOf(allocatable);
  }
}
