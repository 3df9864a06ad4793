package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.zone.ClusterZone.Pointers;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.MapPSet;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/// Compiles changes of the cluster's objects into new [ClusterZone] snapshots. A change of one Service costs what that
/// Service costs, however many there are. Confined to one thread at a time.
public final class ZoneEditor {
  private final ZoneConfig config;
  private final Map<ObjectKey, ServiceNames> compiled = new HashMap<>();
  private MapPSet<String> namespaces = HashTreePSet.empty();
  private HashPMap<String, Node> nodes = HashTreePMap.empty();
  private PSortedMap<IpAddress, Pointers> pointers = TreePMap.empty();
  private HashPMap<String, Integer> podAddresses = HashTreePMap.empty();
  private long serial;

  /// An editor of empty zones.
  public ZoneEditor(ZoneConfig config) {
    this.config = config;
  }

  /// The zones as edited so far.
  ///
  /// @param ready whether everything has been read once
  public ClusterZone snapshot(boolean ready) {
    return new ClusterZone(config, ready, serial, namespaces, nodes, pointers, podAddresses);
  }

  /// A namespace appeared or is gone.
  public void namespace(String name, boolean exists) {
    namespaces = exists ? namespaces.plus(name) : namespaces.minus(name);
  }

  /// A Service or one of its slices changed.
  ///
  /// @param service the Service; null if it is gone
  /// @param slices all slices that carry its name
  /// @param now for the serial
  /// @return whether any answer changed
  public boolean service(
      ObjectKey key, @Nullable ServiceView service, List<SliceView> slices, Instant now) {
    ServiceNames after =
        service == null ? ServiceNames.NONE : ServiceNames.of(service, slices, config.domain());
    ServiceNames before = compiled.getOrDefault(key, ServiceNames.NONE);
    if (after.equals(before)) {
      return false;
    }
    for (String gone : before.nodes().keySet()) {
      if (!after.nodes().containsKey(gone)) {
        nodes = nodes.minus(gone);
      }
    }
    nodes = nodes.plusAll(after.nodes());
    before.clusterPointers().forEach((ip, name) -> cluster(ip, name, null));
    after.clusterPointers().forEach((ip, name) -> cluster(ip, null, name));
    String owner = key.toString();
    for (IpAddress ip : before.endpointPointers().keySet()) {
      if (!after.endpointPointers().containsKey(ip)) {
        endpoints(ip, owner, null);
      }
    }
    after.endpointPointers().forEach((ip, names) -> endpoints(ip, owner, names));
    if (after.equals(ServiceNames.NONE)) {
      compiled.remove(key);
    } else {
      compiled.put(key, after);
    }
    serial = Math.max(serial + 1, now.getEpochSecond());
    return true;
  }

  /// A Pod changed; matters only where Pod names are verified.
  public void pod(@Nullable PodView before, @Nullable PodView after) {
    count(before, -1);
    count(after, 1);
  }

  private void count(@Nullable PodView pod, int by) {
    if (pod == null || pod.isTerminal()) {
      return;
    }
    for (String text : pod.podIps()) {
      IpAddress ip = IpAddress.parse(text);
      if (ip != null) {
        String key = ClusterZone.podKey(pod.namespace(), ip);
        int count = podAddresses.getOrDefault(key, 0) + by;
        podAddresses = count > 0 ? podAddresses.plus(key, count) : podAddresses.minus(key);
      }
    }
  }

  private void cluster(IpAddress ip, @Nullable DnsName gone, @Nullable DnsName come) {
    Pointers before = pointersOf(ip);
    DnsName next =
        come != null
            ? come
            : before.service() == null || before.service().equals(gone) ? null : before.service();
    put(ip, new Pointers(next, before.endpoints()));
  }

  private void endpoints(IpAddress ip, String owner, @Nullable List<DnsName> names) {
    Pointers before = pointersOf(ip);
    put(
        ip,
        new Pointers(
            before.service(),
            names == null
                ? before.endpoints().minus(owner)
                : before.endpoints().plus(owner, names)));
  }

  private Pointers pointersOf(IpAddress ip) {
    Pointers known = pointers.get(ip);
    return known == null ? new Pointers(null, TreePMap.empty()) : known;
  }

  private void put(IpAddress ip, Pointers next) {
    pointers =
        next.service() == null && next.endpoints().isEmpty()
            ? pointers.minus(ip)
            : pointers.plus(ip, next);
  }
}
