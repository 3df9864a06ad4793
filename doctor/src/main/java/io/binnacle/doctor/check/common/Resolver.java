package io.binnacle.doctor.check.common;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import io.binnacle.node.dns.ClusterDns;
import io.binnacle.node.dns.PodDns;
import io.binnacle.node.dns.ResolvConf;
import io.binnacle.node.dns.SearchList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How a Pod asks for names: what stands in its resolv.conf.
///
/// @param policy the DNS policy that is in force, which on the node's network is not always the one that was asked for
/// @param servers whom it asks, in order, but for those of its node
/// @param search how it makes several names of one, but for what its node adds
public record Resolver(Policy policy, List<String> servers, SearchList search) {
  /// Where a Pod's resolver is from.
  public enum Policy {
    /// The cluster's DNS.
    CLUSTER,
    /// The node's.
    NODE,
    /// The Pod's own.
    NONE
  }

  /* The question is the same of all evidence; the answer is kept with it. */
  private record DnsService() {}

  private static final String SYSTEM = "kube-system";
  private static final String DNS = "kube-dns";

  public Resolver {
    servers = List.copyOf(servers);
  }

  /// The resolver of the Pods of a workload.
  public static Resolver of(Workload workload, Evidence seen) {
    Obj metadata = Obj.of("namespace", Str.of(workload.namespace()));
    return of(Obj.of("metadata", metadata, "spec", workload.podSpec()), seen);
  }

  /// The resolver of a Pod.
  ///
  /// @param pod with namespace and `spec`
  public static Resolver of(Obj pod, Evidence seen) {
    // Without its Service the cluster DNS still has the address nodes were told; only we do not
    // know it.
    List<String> known = clusterDns(seen);
    ClusterDns dns =
        new ClusterDns(known.isEmpty() ? List.of("(unknown)") : known, seen.facts().domain());
    PodDns made = PodDns.of(pod, dns, ResolvConf.EMPTY);
    Obj spec = pod.obj("spec");
    Policy policy =
        switch (spec.str("dnsPolicy", "ClusterFirst")) {
          case "Default" -> Policy.NODE;
          case "None" -> Policy.NONE;
          case "ClusterFirstWithHostNet" -> Policy.CLUSTER;
          default -> spec.bool("hostNetwork", false) ? Policy.NODE : Policy.CLUSTER;
        };
    return new Resolver(policy, made.dns().servers(), made.search());
  }

  /// Whether some way of asking for `host` ends at `full`. A resolver that knows a name as it is not goes on with the search list.
  public boolean finds(String host, String full) {
    return search.candidates(host).contains(full + ".");
  }

  /// The addresses of the cluster's DNS, as far as its Service was seen.
  public static List<String> clusterDns(Evidence seen) {
    ServiceView service = dnsService(seen);
    return service == null || !service.hasClusterIp() ? List.of() : service.clusterIps();
  }

  /// The Service of the cluster DNS; null if there is none or it was not seen.
  public static @Nullable ServiceView dnsService(Evidence seen) {
    return seen.derive(new DnsService(), _ -> Optional.ofNullable(look(seen))).orElse(null);
  }

  private static @Nullable ServiceView look(Evidence seen) {
    ServiceView labelled = null;
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      if (service.namespace().equals(SYSTEM)) {
        if (service.name().equals(DNS)) {
          return service;
        }
        if (labelled == null && service.labels().getOrDefault("k8s-app", "").equals(DNS)) {
          labelled = service;
        }
      }
    }
    return labelled;
  }

  /// Whether a nameserver may know the cluster's names: a Service for DNS, or something on the node or in the Pod itself.
  public static boolean mayKnowCluster(String nameserver, Evidence seen) {
    IpAddress address = IpAddress.parse(nameserver);
    if (address == null || address.isLinkLocalUnicast() || address.isLoopback()) {
      return true;
    }
    Set<String> known = new TreeSet<>();
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      if (service.ports().stream().anyMatch(p -> p.port() == 53)) {
        known.addAll(service.clusterIps());
        known.addAll(service.externalIps());
        known.addAll(service.ingress());
      }
    }
    for (Obj node : seen.glimpse(ResourceName.NODES)) {
      node.obj("status").arr("addresses").objects().forEach(a -> known.add(a.str("address")));
    }
    for (Obj pod : seen.glimpse(ResourceName.PODS)) {
      known.add(pod.obj("status").str("podIP"));
    }
    return known.contains(address.toString());
  }
}
