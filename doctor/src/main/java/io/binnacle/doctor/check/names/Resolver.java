package io.binnacle.doctor.check.names;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// How the Pods of a workload ask for names: what stands in their resolv.conf.
///
/// @param policy the DNS policy that is in force, which on the node's network is not always the one that was asked for
/// @param nameservers as far as the Pod states them
/// @param searches the search domains, in order
/// @param ndots a name with fewer dots is searched for before it is taken as it is
record Resolver(Policy policy, List<String> nameservers, List<String> searches, int ndots) {

  /// Where a Pod's resolver is from.
  enum Policy {
    /// The cluster's DNS.
    CLUSTER,
    /// The node's.
    NODE,
    /// The Pod's own.
    NONE
  }

  static Resolver of(Workload workload, Evidence seen) {
    Obj spec = workload.podSpec();
    Policy policy =
        switch (spec.str("dnsPolicy", "ClusterFirst")) {
          case "Default" -> Policy.NODE;
          case "None" -> Policy.NONE;
          case "ClusterFirstWithHostNet" -> Policy.CLUSTER;
          default -> spec.bool("hostNetwork", false) ? Policy.NODE : Policy.CLUSTER;
        };
    Obj config = spec.obj("dnsConfig");
    List<String> searches = new ArrayList<>();
    String domain = seen.facts().domain();
    if (policy == Policy.CLUSTER) {
      searches.add(workload.namespace() + ".svc." + domain);
      searches.add("svc." + domain);
      searches.add(domain);
    }
    searches.addAll(config.arr("searches").strings());
    int ndots = policy == Policy.CLUSTER ? 5 : 1;
    for (Obj option : config.arr("options").objects()) {
      if (option.str("name").equals("ndots") && option.str("value").matches("[0-9]{1,2}")) {
        ndots = Integer.parseInt(option.str("value"));
      }
    }
    return new Resolver(policy, config.arr("nameservers").strings(), searches, ndots);
  }

  /// Whether some way of asking for `host` ends at `full`. A resolver that knows a name as it is not goes on with the search list.
  boolean finds(String host, String full) {
    return host.equals(full)
        || searches.stream().anyMatch(s -> full.equals(host + "." + withoutDot(s)));
  }

  /// Whether `host` is asked for as it is first, which resolvers of musl take for the last word.
  boolean takesAsItIs(String host) {
    return host.chars().filter(c -> c == '.').count() >= ndots;
  }

  private static String withoutDot(String domain) {
    return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
  }

  /// The addresses of the cluster's DNS, as far as its Service was seen.
  static List<String> clusterDns(Evidence seen) {
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      if (service.namespace().equals("kube-system")
          && (service.name().equals("kube-dns")
              || service.labels().getOrDefault("k8s-app", "").equals("kube-dns"))
          && service.hasClusterIp()) {
        return service.clusterIps();
      }
    }
    return List.of();
  }

  /// Whether a nameserver may know the cluster's names: a Service for DNS, or something on the node or in the Pod itself.
  static boolean mayKnowCluster(String nameserver, Evidence seen) {
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
