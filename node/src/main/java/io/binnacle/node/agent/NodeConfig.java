package io.binnacle.node.agent;

import io.binnacle.model.meta.Cidr;
import io.binnacle.node.dns.ClusterDns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How a node is set up.
///
/// @param name the Node's name
/// @param addresses the node's own, at most one per family, the primary one first; never loopback
/// @param podCidrs the ranges its Pods get addresses from, at most one per family
/// @param kubeletVersion shown by `kubectl get nodes`: `v1.33.0`
/// @param maxPods how many Pods it takes
/// @param labels besides the usual ones
/// @param logs the folder below which container logs are kept, absolute: `/var/log/pods` of a kubelet
/// @param dns where the cluster's names are answered
/// @param kubeletPort shown as `daemonEndpoints`; 0 for none
public record NodeConfig(
    String name,
    List<String> addresses,
    List<Cidr> podCidrs,
    String kubeletVersion,
    int maxPods,
    Map<String, String> labels,
    Path logs,
    ClusterDns dns,
    int kubeletPort) {
  public NodeConfig {
    addresses = List.copyOf(addresses);
    podCidrs = List.copyOf(podCidrs);
    labels = Map.copyOf(labels);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("node " + name + " has no address, want at least one");
    }
  }
}
