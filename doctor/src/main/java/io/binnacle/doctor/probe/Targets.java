package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Probed.Place;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What may be dialled: cluster addresses of the Services, and the addresses of their endpoints and Pods, at their own TCP ports.
/// Pure.
///
/// @param inside places in the cluster: of Services, Pods and nodes
/// @param outside other endpoints
/// @param controls places in the cluster that answer if anything does: they show whether the cluster is reached from here at all
record Targets(Set<Place> inside, Set<Place> outside, Set<Place> controls) {
  /* Whoever may write an EndpointSlice chooses where we connect to, and we may stand where they may not. So: never this machine
   * itself, nothing that is local to a link or spoken to by many, no address where clouds hand out credentials, and of addresses
   * that are no Pod's, no Service's and no node's only a few for each Service. */
  static final int MOST_PER_SERVICE = 64;
  static final int MOST_OUTSIDE = 8;
  static final int MOST = 2_000;

  private static final List<ObjectKey> ALWAYS =
      List.of(new ObjectKey("default", "kubernetes"), Kinds.DNS_SERVICE);

  /// Blocks nobody may be sent to: this network, reserved, translated, and where clouds keep credentials.
  private static final List<Cidr> FORBIDDEN =
      List.of(
          Cidr.of("0.0.0.0/8"),
          Cidr.of("240.0.0.0/4"),
          Cidr.of("100.100.100.200/32"),
          Cidr.of("168.63.129.16/32"),
          Cidr.of("192.0.0.0/24"),
          Cidr.of("::/96"),
          Cidr.of("64:ff9b::/96"),
          Cidr.of("2002::/16"),
          Cidr.of("fd00:ec2::254/128"),
          Cidr.of("fd20:ce::254/128"));

  Targets {
    inside = Set.copyOf(inside);
    outside = Set.copyOf(outside);
    controls = Set.copyOf(controls);
  }

  /// Whether an address may be dialled by anybody's wish.
  static boolean isAllowed(IpAddress address) {
    return !address.isUnspecified()
        && !address.isLoopback()
        && !address.isLinkLocalUnicast()
        && !address.isMulticast()
        && !address.isIpv4Mapped()
        && FORBIDDEN.stream().noneMatch(block -> block.contains(address));
  }

  static Targets of(Evidence seen, Collection<ServiceView> services) {
    Set<IpAddress> known = known(seen);
    Set<Place> inside = new LinkedHashSet<>();
    Set<Place> outside = new LinkedHashSet<>();
    for (ServiceView service : services) {
      int room = Math.min(MOST_PER_SERVICE, MOST - inside.size() - outside.size());
      int strangers = 0;
      for (Place place : places(seen, service)) {
        if (room <= 0 || !isAllowed(place.address())) {
          continue;
        }
        boolean own = known.contains(place.address());
        if (own ? inside.add(place) : strangers++ < MOST_OUTSIDE && outside.add(place)) {
          room--;
        }
      }
    }
    Set<Place> controls = new LinkedHashSet<>();
    for (ObjectKey key : ALWAYS) {
      Obj object =
          seen.sees(ResourceName.SERVICES, key.namespace())
              ? seen.find(ResourceName.SERVICES, key)
              : null;
      if (object != null) {
        clusterPlaces(ServiceView.of(object)).stream()
            .filter(p -> isAllowed(p.address()))
            .forEach(controls::add);
      }
    }
    return new Targets(inside, outside, controls);
  }

  /// The addresses the cluster itself has given out.
  private static Set<IpAddress> known(Evidence seen) {
    Set<IpAddress> out = new HashSet<>();
    seen.glimpse(ResourceName.PODS)
        .forEach(pod -> PodView.of(pod).podIps().forEach(ip -> add(out, ip)));
    seen.glimpse(ResourceName.SERVICES)
        .forEach(service -> ServiceView.of(service).clusterIps().forEach(ip -> add(out, ip)));
    return out;
  }

  private static void add(Set<IpAddress> into, String text) {
    IpAddress address = IpAddress.parse(text);
    if (address != null) {
      into.add(address);
    }
  }

  /// The Service first, then its endpoints, then Pods that are none.
  private static List<Place> places(Evidence seen, ServiceView service) {
    List<Place> out = new ArrayList<>();
    if (service.isExternalName()) {
      return out;
    }
    out.addAll(clusterPlaces(service));
    try {
      for (SliceView slice : seen.slices(service.key())) {
        for (SliceView.Port port : slice.ports()) {
          for (SliceView.Endpoint endpoint : slice.endpoints()) {
            if (port.protocol().equals("TCP") && port.port() != null && isServed(service, port)) {
              place(out, endpoint.address(), port.port());
            }
          }
        }
      }
      for (PodView pod : seen.pods(service)) {
        for (ServiceView.Port port : service.ports()) {
          Integer target =
              port.protocol().equals("TCP") && !pod.isTerminal()
                  ? pod.resolve(port.targetPort(), "TCP")
                  : null;
          pod.podIps().forEach(ip -> place(out, ip, target));
        }
      }
    } catch (NotSeenException e) {
      return out; // what was seen is enough
    }
    return out;
  }

  private static boolean isServed(ServiceView service, SliceView.Port port) {
    return service.ports().stream().anyMatch(p -> p.name().equals(port.name()));
  }

  private static List<Place> clusterPlaces(ServiceView service) {
    List<Place> out = new ArrayList<>();
    if (service.hasClusterIp()) {
      for (ServiceView.Port port : service.ports()) {
        if (port.protocol().equals("TCP")) {
          service.clusterIps().forEach(ip -> place(out, ip, port.port()));
        }
      }
    }
    return out;
  }

  private static void place(List<Place> into, String address, @Nullable Integer port) {
    IpAddress ip = IpAddress.parse(address);
    if (ip != null && port != null && port >= 1 && port <= 65_535) {
      into.add(new Place(ip, port));
    }
  }
}
