package io.binnacle.doctor.explain;

import io.binnacle.doctor.check.common.Resolver;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.List;

/// Who asks for a name, and whom.
///
/// @param whose in words
/// @param asks who answers it
/// @param resolver what its `/etc/resolv.conf` says
/// @param why where that comes from: `dnsPolicy ClusterFirst`
record Asker(String whose, Asks asks, Resolver resolver, String why) {
  /// Who answers.
  enum Asks {
    /// The cluster DNS.
    CLUSTER,
    /// What the node itself asks: it knows no names of the cluster.
    NODE,
    /// Servers somebody has named, which may or may not know the cluster's names.
    OTHERS
  }

  /// A Pod.
  static Asker of(PodView pod, Evidence seen) {
    return of("Pod " + pod.key(), pod.object(), seen);
  }

  /// A Pod of a namespace that says nothing about DNS.
  static Asker of(String namespace, Evidence seen) {
    Obj plain = Obj.of("metadata", Obj.EMPTY.with("namespace", namespace));
    return of("a Pod in namespace " + namespace, plain, seen);
  }

  private static Asker of(String whose, Obj pod, Evidence seen) {
    Resolver resolver = Resolver.of(pod, seen);
    List<String> servers = resolver.servers();
    boolean asksCluster =
        !servers.isEmpty() && Resolver.clusterDns(seen).contains(servers.getFirst());
    Asks asks =
        switch (resolver.policy()) {
          case CLUSTER -> Asks.CLUSTER;
          case NODE -> asksCluster ? Asks.CLUSTER : servers.isEmpty() ? Asks.NODE : Asks.OTHERS;
          case NONE -> asksCluster ? Asks.CLUSTER : Asks.OTHERS;
        };
    Obj spec = pod.obj("spec");
    String why =
        "dnsPolicy "
            + spec.str("dnsPolicy", "ClusterFirst")
            + (spec.bool("hostNetwork", false) ? " with hostNetwork" : "")
            + (spec.obj("dnsConfig").isEmpty() ? "" : " and dnsConfig");
    return new Asker(whose, asks, resolver, why);
  }

  /// As in a resolv.conf.
  List<String> lines() {
    List<String> servers = resolver.servers();
    List<String> domains = resolver.search().domains();
    return List.of(
        "nameserver " + (servers.isEmpty() ? "(what its node asks)" : String.join(", ", servers)),
        "search " + (domains.isEmpty() ? "(none)" : String.join(" ", domains)),
        "options ndots:" + resolver.search().ndots());
  }
}
