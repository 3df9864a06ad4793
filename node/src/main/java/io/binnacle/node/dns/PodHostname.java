package io.binnacle.node.dns;

import io.binnacle.model.tree.Obj;
import org.jspecify.annotations.Nullable;

/// What a Pod is called from inside.
///
/// @param label the first label of its name: `spec.hostname` or the Pod's name, cut to 63 characters
/// @param domain `SUBDOMAIN.NAMESPACE.svc.DOMAIN`, empty without a subdomain
/// @param kernelName what `hostname` prints and [io.binnacle.node.runtime.SandboxSpec] takes: the label, or with
///     `setHostnameAsFQDN` the whole name; not used with host network
/// @param problem why the sandbox cannot be made (event `FailedCreatePodSandBox`), null if it can
public record PodHostname(
    String label, String domain, String kernelName, @Nullable String problem) {
  /// The names of `pod`.
  ///
  /// @param clusterDomain `cluster.local`
  public static PodHostname of(Obj pod, String clusterDomain) {
    throw new UnsupportedOperationException();
  }
}
