package io.binnacle.node.dns;

import java.util.List;

/// Where the cluster's names are answered.
///
/// @param servers addresses of the cluster DNS as Pods reach it, `10.96.0.10`; empty if there is none
/// @param domain the cluster domain, `cluster.local`; empty if there is none
public record ClusterDns(List<String> servers, String domain) {
  public ClusterDns {
    servers = List.copyOf(servers);
  }
}
