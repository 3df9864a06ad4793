package io.binnacle.dns.log;

import io.binnacle.dns.metrics.Families;
import io.binnacle.dns.metrics.MetricSource;
import io.binnacle.dns.name.DnsName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Counts the names that search lists ask for in vain, `example.com.shop.svc.cluster.local`: what ndots:5 costs, by the
/// namespace of who asks, which is in the name. Figures are estimates from a sample. Any thread.
public final class SearchMisses implements MetricSource {
  /// Namespaces counted at a time; a namespace is shown only while it is among them.
  static final int MAX_NAMESPACES = 32;

  private final DnsName clusterDomain;
  private final Predicate<String> exists;
  private final Map<String, Weight> namespaces = new HashMap<>();
  private long inNamespace;
  private long inZone;

  private static final class Weight {
    long counted;
    long standing;
  }

  /// @param clusterDomain the cluster zone
  /// @param exists whether there is a namespace of this name; others are not counted apart
  public SearchMisses(DnsName clusterDomain, Predicate<String> exists) {
    this.clusterDomain = clusterDomain;
    this.exists = exists;
  }

  /// A name was asked for that does not exist.
  ///
  /// @param times how many such names this one stands for
  synchronized void missed(DnsName name, int times) {
    int below = name.size() - clusterDomain.size();
    if (below < 2 || !name.isUnder(clusterDomain)) {
      return;
    }
    String last = name.label(below - 1);
    if (!last.equals("svc") && !last.equals("pod")) {
      inZone += times;
    } else if (last.equals("svc") && below >= 4 && !name.label(0).startsWith("_")) {
      inNamespace += times;
      count(name.label(below - 2), times);
    }
  }

  /* Misra and Gries: a newcomer to a full table takes from everybody's standing, and whose standing is used up gives way. Who
   * asks for more than one name in MAX_NAMESPACES is never forced out. */
  private void count(String namespace, int times) {
    if (!exists.test(namespace)) {
      return;
    }
    Weight weight = namespaces.get(namespace);
    if (weight == null && namespaces.size() >= MAX_NAMESPACES) {
      namespaces.values().removeIf(other -> (other.standing -= times) <= 0);
      return;
    }
    if (weight == null) {
      weight = new Weight();
      namespaces.put(namespace, weight);
    }
    weight.counted += times;
    weight.standing += times;
  }

  @Override
  public synchronized void report(Families to) {
    String name = "binnacle_dns_search_misses";
    String help = "Names that a search list made and that do not exist, estimated, by its element";
    to.counter(name, help, (double) inNamespace, "search", "namespace");
    to.counter(name, help, (double) inZone, "search", "zone");
    namespaces.forEach((namespace, weight) ->
        to.counter(
            "binnacle_dns_search_misses_by_namespace",
            "The same by the namespace searched, for those with the most",
            (double) weight.counted,
            "namespace",
            namespace));
  }
}
