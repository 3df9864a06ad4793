package io.binnacle.node.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A sandbox to be made.
///
/// @param attempt how many sandboxes this Pod had before; makes the sandbox's name unique
/// @param hostname the host name in its UTS namespace; empty with host network
/// @param logDirectory where the logs of its containers go, absolute
/// @param dns null leaves the runtime's default, a copy of the host's resolv.conf
/// @param cgroupParent the cgroup to put it under, empty for the runtime's default
/// @param sysctls namespaced ones, `net.ipv4.ip_unprivileged_port_start=0`
/// @param annotations kept by the runtime, the agent's memory across restarts
public record SandboxSpec(
    String podUid,
    String podNamespace,
    String podName,
    int attempt,
    String hostname,
    String logDirectory,
    @Nullable Dns dns,
    boolean hostNetwork,
    boolean hostPid,
    boolean hostIpc,
    boolean sharedPid,
    boolean privileged,
    String cgroupParent,
    Map<String, String> sysctls,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public SandboxSpec {
    sysctls = Map.copyOf(sysctls);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /// The contents of resolv.conf.
  public record Dns(List<String> servers, List<String> searches, List<String> options) {
    public Dns {
      servers = List.copyOf(servers);
      searches = List.copyOf(searches);
      options = List.copyOf(options);
    }
  }
}
