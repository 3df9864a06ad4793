package io.binnacle.app.dig;

import java.util.ArrayList;
import java.util.List;

/// The names a Pod's resolver tries for one name, in order (resolv.conf(5) as a cluster writes it for its Pods).
public final class SearchList {
  /// A name with fewer dots than this is tried with the search domains first.
  public static final int NDOTS = 5;

  private SearchList() {}

  /// The search domains of a Pod in `namespace`, in order, without trailing dots.
  public static List<String> domains(String namespace, String clusterDomain) {
    return List.of(namespace + ".svc." + clusterDomain, "svc." + clusterDomain, clusterDomain);
  }

  /// The names tried for `name`, each with a trailing dot. One that ends in a dot is taken as it is.
  public static List<String> candidates(String name, String namespace, String clusterDomain) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    List<String> out = new ArrayList<>();
    long dots = name.chars().filter(c -> c == '.').count();
    if (dots >= NDOTS) {
      out.add(name + ".");
    }
    for (String domain : domains(namespace, clusterDomain)) {
      out.add(name + "." + domain + ".");
    }
    if (dots < NDOTS) {
      out.add(name + ".");
    }
    return out;
  }
}
