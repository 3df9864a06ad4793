package io.binnacle.dns.service;

import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.KubernetesRule;
import io.binnacle.dns.config.ServerConfig;
import io.binnacle.dns.config.ServerKey;
import io.binnacle.dns.config.ServerKey.Scheme;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.ReplyForm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a configuration asks for at each place it listens at.
///
/// @param places in the order they are written
record ListenPlan(Map<Place, List<Zone>> places) {
  /// Where to listen.
  record Place(Scheme scheme, InetSocketAddress at) {
    @Override
    public String toString() {
      String host = at.getAddress().isAnyLocalAddress() ? "" : at.getAddress().getHostAddress();
      String shown = host.contains(":") ? "[" + host + "]" : host;
      return (scheme == Scheme.TLS ? "tls://" : "dns://") + shown + ":" + at.getPort();
    }
  }

  /// A zone answered there, and by which block.
  record Zone(DnsName zone, ServerConfig server) {}

  static ListenPlan of(DnsConfig config) {
    Map<Place, List<Zone>> out = new LinkedHashMap<>();
    for (ServerConfig server : config.servers()) {
      for (ServerKey key : server.keys()) {
        for (InetSocketAddress at : addresses(server.bind(), key.port())) {
          out.computeIfAbsent(new Place(key.scheme(), at), _ -> new ArrayList<>())
              .add(new Zone(key.zone(), server));
        }
      }
    }
    Comparator<Zone> deepestFirst = Comparator.comparingInt((Zone z) -> z.zone().size()).reversed();
    out.replaceAll((_, zones) -> zones.stream().sorted(deepestFirst).toList());
    return new ListenPlan(out);
  }

  private static List<InetSocketAddress> addresses(List<InetAddress> bind, int port) {
    return bind.isEmpty()
        ? List.of(new InetSocketAddress(port))
        : bind.stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  /// Where plain DNS is listened at; an address may be the wildcard.
  List<InetSocketAddress> addresses() {
    return places.keySet().stream()
        .filter(place -> place.scheme() == Scheme.DNS)
        .map(Place::at)
        .toList();
  }

  /// What can be answered in place.
  enum InPlace {
    /// Nothing: what others said of a name must not outlive its becoming the cluster's.
    NOTHING,
    /// What others have said: no name is the cluster's.
    REMEMBERED,
    /// Names of the cluster, and then what others have said.
    CLUSTER
  }

  /// What can be answered in place at `place`. Names of the cluster are if it is done in the ordinary way: in replies of the usual
  /// size, without going through search lists, and with no other zone inside the cluster's.
  InPlace inPlace(Place place) {
    ServerConfig cluster = cluster(place);
    KubernetesRule rule = cluster == null ? null : cluster.kubernetes();
    if (cluster == null || rule == null) {
      return InPlace.REMEMBERED;
    }
    boolean plain =
        cluster.udpSize() == ReplyForm.UDP_SIZE
            && !cluster.autopath()
            && Stream.concat(Stream.of(rule.domain()), rule.otherDomains().stream())
                .noneMatch(domain -> rule.fallthrough().stream().anyMatch(domain::isUnder))
            && places.getOrDefault(place, List.of()).stream()
                .filter(zone -> zone.server() != cluster)
                .noneMatch(zone -> zone.zone().isUnder(rule.domain()));
    return plain ? InPlace.CLUSTER : InPlace.NOTHING;
  }

  /// The block that has the names of the cluster at `place`; null if none has.
  @Nullable ServerConfig cluster(Place place) {
    for (Zone zone : places.getOrDefault(place, List.of())) {
      if (zone.server().kubernetes() != null) {
        return zone.server();
      }
    }
    return null;
  }
}
