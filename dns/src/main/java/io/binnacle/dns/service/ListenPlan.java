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

  /// Whether the names of the cluster are answered at `place` in the ordinary way, so that it can be done in place: in replies
  /// of the usual size, without going through search lists, and with no other zone inside the cluster's.
  boolean isPlain(Place place) {
    ServerConfig cluster = cluster(place);
    KubernetesRule rule = cluster == null ? null : cluster.kubernetes();
    return cluster != null
        && rule != null
        && cluster.udpSize() == ReplyForm.UDP_SIZE
        && !cluster.autopath()
        && rule.fallthrough().stream().noneMatch(rule.domain()::isUnder)
        && places.getOrDefault(place, List.of()).stream()
            .filter(zone -> zone.server() != cluster)
            .noneMatch(zone -> zone.zone().isUnder(rule.domain()));
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
