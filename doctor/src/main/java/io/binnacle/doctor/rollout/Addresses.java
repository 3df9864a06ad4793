package io.binnacle.doctor.rollout;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Hands out addresses and node ports, each once, in a fixed order. For one thread.
public final class Addresses {
  private static final int FIRST_NODE_PORT = 30_000;

  /* What `service` hands out lies in these. */
  private static final List<Cidr> OF_SERVICES =
      List.of(Cidr.of("10.96.0.0/16"), Cidr.of("198.19.0.0/16"), Cidr.of("fd00:10:96::/64"));

  private final List<String> families;
  private final Set<String> taken = new HashSet<>();
  private IpAddress pod4;
  private IpAddress pod6 = IpAddress.of("fd00:10:244::");
  private IpAddress service4;
  private IpAddress service6 = IpAddress.of("fd00:10:96::100");
  private IpAddress balancer = IpAddress.of("198.51.100.0");
  private int nodePort = FIRST_NODE_PORT - 1;

  private Addresses(List<String> families, String pods, String services) {
    this.families = List.copyOf(families);
    this.pod4 = IpAddress.of(pods);
    this.service4 = IpAddress.of(services);
  }

  /// Those of a cluster that does not exist yet.
  ///
  /// @param families `IPv4`, `IPv6`, or both, the first preferred
  public static Addresses ofNewCluster(List<String> families) {
    return new Addresses(families, "10.244.0.0", "10.96.1.0");
  }

  /// Those of a cluster that exists, for what it does not have yet: from a range no cluster uses, so that nothing is taken twice.
  ///
  /// @param families as above
  public static Addresses besideOthers(List<String> families) {
    return new Addresses(families, "198.18.0.0", "198.19.0.0");
  }

  /// Whether a Service's address may be one of those handed out here, of which nothing follows for a cluster.
  public static boolean mayBeMadeUp(IpAddress service) {
    return OF_SERVICES.stream().anyMatch(range -> range.contains(service));
  }

  /// The families of the cluster, the preferred one first.
  public List<String> families() {
    return families;
  }

  /// Leaves an address or a node port to whoever asked for it by name.
  public void take(String text) {
    taken.add(text);
  }

  /// The addresses of a Pod, one for each family.
  public List<String> pod() {
    List<String> out = new ArrayList<>();
    for (String family : families) {
      if (family.equals("IPv6")) {
        pod6 = free(pod6);
        out.add(pod6.toString());
      } else {
        pod4 = free(pod4);
        out.add(pod4.toString());
      }
    }
    return out;
  }

  String service(String family) {
    if (family.equals("IPv6")) {
      service6 = free(service6);
      return service6.toString();
    }
    service4 = free(service4);
    return service4.toString();
  }

  String balancer() {
    balancer = free(balancer);
    return balancer.toString();
  }

  int nodePort() {
    do {
      nodePort++;
    } while (taken.contains(Integer.toString(nodePort)));
    return nodePort;
  }

  private IpAddress free(IpAddress last) {
    IpAddress next = last.next();
    while (taken.contains(next.toString())) {
      next = next.next();
    }
    return next;
  }
}
