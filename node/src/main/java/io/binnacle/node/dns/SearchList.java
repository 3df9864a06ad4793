package io.binnacle.node.dns;

import java.util.ArrayList;
import java.util.List;

/// How a Pod's resolver makes several names of one (resolv.conf(5)).
///
/// @param domains the search domains, in order
/// @param ndots a name with fewer dots is tried with the search domains first
public record SearchList(List<String> domains, int ndots) {
  /// What clusters write for their Pods.
  public static final int NDOTS = 5;

  /* What resolvers make of more. */
  private static final int MAX_NDOTS = 15;

  public SearchList {
    domains = List.copyOf(domains);
  }

  /// The search list of a Pod that says nothing about DNS.
  ///
  /// @param domain the cluster domain, `cluster.local`; empty if there is none
  public static SearchList of(String namespace, String domain) {
    return new SearchList(
        domain.isEmpty()
            ? List.of()
            : List.of(namespace + ".svc." + domain, "svc." + domain, domain),
        NDOTS);
  }

  /// The search list of a resolv.conf.
  ///
  /// @param options the words of its `options` line
  public static SearchList of(List<String> domains, List<String> options) {
    int ndots = 1;
    for (String option : options) {
      if (option.matches("ndots:[0-9]{1,9}")) {
        ndots = Math.min(MAX_NDOTS, Integer.parseInt(option.substring("ndots:".length())));
      }
    }
    return new SearchList(domains, ndots);
  }

  /// Whether `name` is tried as it is before the search domains.
  public boolean takesAsItIs(String name) {
    return name.chars().filter(c -> c == '.').count() >= ndots;
  }

  /// The names tried for `name`, in order, each with a dot at the end. One that ends in a dot is taken as it is.
  public List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    List<String> out = new ArrayList<>();
    for (String domain : domains) {
      out.add(name + "." + domain + (domain.endsWith(".") ? "" : "."));
    }
    out.add(takesAsItIs(name) ? 0 : out.size(), name + ".");
    return out;
  }
}
