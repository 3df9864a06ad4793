package io.binnacle.node.dns;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.Notice;
import io.binnacle.node.runtime.SandboxSpec;
import java.util.List;

/// The resolv.conf of a Pod.
///
/// @param dns for the sandbox
/// @param notices `DNSConfigForming` events where lists had to be cut
public record PodDns(SandboxSpec.Dns dns, List<Notice> notices) {
  public PodDns {
    notices = List.copyOf(notices);
  }

  /// What `dnsPolicy` and `dnsConfig` of `pod` come to.
  ///
  /// @param host the node's own resolv.conf
  public static PodDns of(Obj pod, ClusterDns cluster, ResolvConf host) {
    throw new UnsupportedOperationException();
  }
}
