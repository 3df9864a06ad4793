package io.binnacle.node.dns;

import io.binnacle.model.meta.Meta;
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
  private static final int MAX_LABEL = 63;
  private static final int MAX_KERNEL = 64;

  /// The names of `pod`.
  ///
  /// @param clusterDomain `cluster.local`
  public static PodHostname of(Obj pod, String clusterDomain) {
    Obj spec = pod.obj("spec");
    String stated = spec.str("hostname");
    String label = cut(stated.isEmpty() ? Meta.name(pod) : stated);
    String subdomain = spec.str("subdomain");
    String domain =
        subdomain.isEmpty() ? "" : subdomain + "." + Meta.namespace(pod) + ".svc." + clusterDomain;
    if (domain.isEmpty() || !spec.bool("setHostnameAsFQDN", false)) {
      return new PodHostname(label, domain, label, null);
    }
    String whole = label + "." + domain;
    String problem =
        whole.length() <= MAX_KERNEL
            ? null
            : "failed to construct FQDN from pod hostname and cluster domain, FQDN "
                + whole
                + " is too long ("
                + MAX_KERNEL
                + " characters is the max, "
                + whole.length()
                + " characters requested)";
    return new PodHostname(label, domain, whole, problem);
  }

  private static String cut(String name) {
    if (name.length() <= MAX_LABEL) {
      return name;
    }
    int end = MAX_LABEL;
    while (end > 0 && (name.charAt(end - 1) == '-' || name.charAt(end - 1) == '.')) {
      end--;
    }
    return name.substring(0, end);
  }
}
