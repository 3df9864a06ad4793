package io.binnacle.doctor.explain;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.node.dns.ClusterDns;
import io.binnacle.node.dns.PodDns;
import io.binnacle.node.dns.ResolvConf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The resolver of one Pod: what its `/etc/resolv.conf` says.
///
/// @param whose in words
/// @param asks who answers it
/// @param servers as `nameserver` lines
/// @param searches search domains in order
/// @param ndots names with fewer dots are tried with the search domains first
/// @param why where that comes from: `dnsPolicy ClusterFirst`
record Resolver(
    String whose, Asks asks, List<String> servers, List<String> searches, int ndots, String why) {
  private static final String SYSTEM = "kube-system";
  private static final String DNS_LABEL = "k8s-app";
  private static final String DNS = "kube-dns";
  private static final int MAX_NDOTS = 15;

  /// Who answers.
  enum Asks {
    /// The cluster DNS.
    CLUSTER,
    /// What the node itself asks: it knows no names of the cluster.
    NODE,
    /// Servers somebody has named, which may or may not know the cluster's names.
    OTHERS
  }

  Resolver {
    servers = List.copyOf(servers);
    searches = List.copyOf(searches);
  }

  /// The resolver of a Pod.
  static Resolver of(PodView pod, Evidence seen) {
    return of("Pod " + pod.key(), pod.object(), seen);
  }

  /// The resolver of a Pod of a namespace that says nothing about DNS.
  static Resolver of(String namespace, Evidence seen) {
    Obj plain = Obj.of("metadata", Obj.EMPTY.with("namespace", namespace));
    return of("a Pod in namespace " + namespace, plain, seen);
  }

  private static Resolver of(String whose, Obj pod, Evidence seen) {
    ServiceView dns = service(seen);
    List<String> cluster = dns == null ? List.of() : dns.clusterIps();
    Obj spec = pod.obj("spec");
    // Without its Service the cluster DNS still has the address nodes were told; only we do not
    // know it.
    List<String> known = cluster.isEmpty() ? List.of("(unknown)") : cluster;
    PodDns made = PodDns.of(pod, new ClusterDns(known, seen.facts().domain()), ResolvConf.EMPTY);
    String policy = spec.str("dnsPolicy", "ClusterFirst");
    boolean onNode = spec.bool("hostNetwork", false);
    Asks asks =
        switch (policy) {
          case "None" -> asked(made.dns().servers(), cluster);
          case "Default" -> asked(made.dns().servers(), cluster, Asks.NODE);
          case "ClusterFirstWithHostNet" -> Asks.CLUSTER;
          default -> onNode ? asked(made.dns().servers(), cluster, Asks.NODE) : Asks.CLUSTER;
        };
    String why =
        "dnsPolicy "
            + policy
            + (onNode ? " with hostNetwork" : "")
            + (spec.obj("dnsConfig").isEmpty() ? "" : " and dnsConfig");
    return new Resolver(
        whose, asks, made.dns().servers(), made.dns().searches(), ndots(made.dns().options()), why);
  }

  private static Asks asked(List<String> servers, List<String> cluster) {
    return !servers.isEmpty() && cluster.containsAll(servers.subList(0, 1))
        ? Asks.CLUSTER
        : Asks.OTHERS;
  }

  private static Asks asked(List<String> servers, List<String> cluster, Asks otherwise) {
    return servers.isEmpty() ? otherwise : asked(servers, cluster);
  }

  private static int ndots(List<String> options) {
    int out = 1; // resolv.conf(5)
    for (String option : options) {
      if (option.matches("ndots:[0-9]{1,9}")) {
        out = Math.min(MAX_NDOTS, Integer.parseInt(option.substring("ndots:".length())));
      }
    }
    return out;
  }

  /// The Service of the cluster DNS, null if there is none or it was not seen.
  static @Nullable ServiceView service(Evidence seen) {
    ServiceView labelled = null;
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      if (service.namespace().equals(SYSTEM)) {
        if (service.name().equals(DNS)) {
          return service;
        }
        if (service.labels().getOrDefault(DNS_LABEL, "").equals(DNS) && labelled == null) {
          labelled = service;
        }
      }
    }
    return labelled;
  }

  /// The names tried for a name, in order, each with a final dot.
  List<String> candidates(String name) {
    return candidates(name, searches, ndots);
  }

  private static List<String> candidates(String name, List<String> searches, int ndots) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    boolean first = name.chars().filter(c -> c == '.').count() >= ndots;
    List<String> out = new ArrayList<>();
    if (first) {
      out.add(name + ".");
    }
    searches.forEach(search -> out.add(name + "." + search + "."));
    if (!first) {
      out.add(name + ".");
    }
    return out;
  }

  /// As in a resolv.conf.
  List<String> lines() {
    List<String> out = new ArrayList<>();
    out.add(
        "nameserver " + (servers.isEmpty() ? "(what its node asks)" : String.join(", ", servers)));
    out.add("search " + (searches.isEmpty() ? "(none)" : String.join(" ", searches)));
    out.add("options ndots:" + ndots);
    return out;
  }
}
