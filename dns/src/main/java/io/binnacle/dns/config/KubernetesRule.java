package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The directive `kubernetes`: which zones are made of a cluster's objects, and how.
///
/// @param domain of the cluster, which reverse names lead into
/// @param otherDomains further domains with the same names below them
/// @param reverse reverse zones
/// @param ttl seconds, 0..3600
/// @param namespaces the only ones there are for the DNS; empty for all
/// @param namespaceLabels a selector of namespaces; empty for all
/// @param labels a selector of Services and slices; empty for all
/// @param endpoints whether slices are read
/// @param endpointPodNames whether endpoints without a host name are named after their Pods
/// @param ignoreEmptyServices whether a Service with an address but without a ready endpoint has no name
/// @param fallthrough zones whose missing names are asked for elsewhere; the root stands for all
/// @param api how the API is reached; null for the Pod's own, or what the command line says
public record KubernetesRule(
    DnsName domain,
    List<DnsName> otherDomains,
    List<DnsName> reverse,
    Pods pods,
    int ttl,
    List<String> namespaces,
    String namespaceLabels,
    String labels,
    boolean endpoints,
    boolean endpointPodNames,
    boolean ignoreEmptyServices,
    List<DnsName> fallthrough,
    @Nullable Api api) {

  /// Which names of Pod addresses are answered.
  public enum Pods {
    /// None.
    DISABLED,
    /// Any, in a namespace that exists.
    INSECURE,
    /// Those that a Pod of the namespace has.
    VERIFIED
  }

  /// How the API is reached.
  public sealed interface Api {
    /// By a kubeconfig.
    ///
    /// @param context empty for the current one
    record Kubeconfig(String file, String context) implements Api {}

    /// At a URL.
    ///
    /// @param certificate file; empty for none
    /// @param key file; empty for none
    /// @param authority file; empty for those the JDK trusts
    record Endpoint(String url, String certificate, String key, String authority) implements Api {}
  }

  /// Copies the lists.
  public KubernetesRule {
    otherDomains = List.copyOf(otherDomains);
    reverse = List.copyOf(reverse);
    namespaces = List.copyOf(namespaces);
    fallthrough = List.copyOf(fallthrough);
  }
}
