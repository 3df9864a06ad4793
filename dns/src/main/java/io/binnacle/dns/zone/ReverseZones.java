package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names that addresses have in one snapshot. A value.
///
/* Most clusters have all of in-addr.arpa and let what they miss fall through. Addresses of the cluster itself must not: nobody
 * outside knows them, and nobody outside should hear of them. */
record ReverseZones(ZoneConfig config, WireTable<ServiceRecords> services, AddressTable pointers) {

  /// A name and how good it is: names that somebody chose first.
  private record Pointer(int rank, DnsName name) {
    static final Comparator<Pointer> ORDER =
        Comparator.comparingInt(Pointer::rank).thenComparing(p -> p.name.key());
  }

  /// The zone that answers `name`, in the case it was asked in: one that is configured, or all there is where the cluster's
  /// own addresses lie outside those; null if none does.
  @Nullable DnsName zoneOf(DnsName name) {
    ReverseName reverse = ReverseName.of(name);
    if (reverse == null) {
      return null;
    }
    int deepest = 0;
    for (DnsName zone : config.options().reverseZones()) {
      deepest = name.isUnder(zone) ? Math.max(deepest, zone.size()) : deepest;
    }
    if (deepest == 0 && (isOwn(reverse) || isKnown(reverse))) {
      deepest = reverse.apex().size();
    }
    return deepest == 0 ? null : name.last(deepest);
  }

  private boolean isOwn(ReverseName name) {
    Cidr range = name.range();
    return range != null
        && config.ownRanges().stream()
            .anyMatch(own -> own.prefix() <= range.prefix() && own.overlaps(range));
  }

  private boolean isKnown(ReverseName name) {
    Cidr range = name.range();
    return range != null && name.whole() && pointers.knows(range);
  }

  /// Whether a name with nothing at it or below it is missing everywhere.
  boolean denies(DnsName name) {
    ReverseName reverse = ReverseName.of(name);
    return reverse == null || isOwn(reverse) || !config.fallsThrough(name);
  }

  /// What stands at a name; null if nothing stands there or below.
  @Nullable Node find(DnsName name, int type) {
    ReverseName reverse = ReverseName.of(name);
    Cidr range = reverse == null ? null : reverse.range();
    if (reverse == null || range == null || !pointers.knows(range)) {
      return null;
    }
    return reverse.whole() ? Node.of(type, names(range.base())) : Node.EMPTY;
  }

  /// The name of the Service with this cluster address, or else the names of all endpoints with it: those with a name of their
  /// own in a headless Service first.
  private List<Rdata> names(IpAddress ip) {
    List<Pointer> found = new ArrayList<>();
    DnsName branch = config.domain().below("svc");
    for (Owner owner : Set.copyOf(pointers.owners(ip))) {
      ServiceRecords service = services.find(owner);
      DnsName own =
          branch == null ? null : WireName.name(owner.octets, 0, owner.octets.length, branch);
      if (service == null || own == null) {
        continue;
      }
      if (service.hasClusterAddress(ip)) {
        return List.of(new Rdata.Ptr(own));
      }
      endpoints(service, own, ip, found);
    }
    return found.stream()
        .sorted(Pointer.ORDER)
        .map(Pointer::name)
        .distinct()
        .<Rdata>map(Rdata.Ptr::new)
        .toList();
  }

  private static void endpoints(
      ServiceRecords service, DnsName own, IpAddress ip, List<Pointer> found) {
    boolean headless = service.kind() == ServiceRecords.Kind.HEADLESS;
    for (SliceRecords slice : service.slices()) {
      for (int at = slice.addresses().indexOf(ip, 0);
          at >= 0;
          at = slice.addresses().indexOf(ip, at + 1)) {
        DnsName name = WireName.name(slice.names(), slice.nameAt(at), slice.nameEnd(at), own);
        if (name != null) {
          found.add(new Pointer((headless ? 0 : 2) + (slice.isGenerated(at) ? 1 : 0), name));
        }
      }
    }
  }
}
