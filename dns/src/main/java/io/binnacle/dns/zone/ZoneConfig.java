package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the zones are, apart from the objects in them.
///
/// @param domain the cluster domain, `cluster.local.`; reverse names lead into it
/// @param ttl seconds a positive answer may be kept, 0..3600
/// @param negativeTtl seconds a "no" may be kept, 0..3600
/// @param pods which Pod address names are answered
/// @param dnsService the Service in front of this DNS: the zone's name server
/// @param ownRanges addresses that belong to the cluster: reverse names in them are answered here even if unknown
/// @param options what else may be said
public record ZoneConfig(
    DnsName domain,
    int ttl,
    int negativeTtl,
    PodNames pods,
    ObjectKey dnsService,
    List<Cidr> ownRanges,
    Options options) {

  /// Which names `<a>-<b>-<c>-<d>.<ns>.pod.<domain>` are answered.
  public enum PodNames {
    /// None.
    DISABLED,
    /// Any address in an existing namespace, without looking at Pods.
    INSECURE,
    /// Addresses that a Pod of the namespace has.
    VERIFIED
  }

  /// What need not be said.
  ///
  /// @param headlessTtl seconds the addresses of endpoints may be kept, 0..3600, or −1 for as long as all others
  /// @param otherDomains further domains with the same names below them
  /// @param reverseZones zones below `in-addr.arpa.` and `ip6.arpa.` that are answered here
  /// @param fallthrough zones whose missing names may exist elsewhere
  /// @param ownAddresses where this DNS can be asked: its name server, if no Service leads to it
  /// @param endpointPodNames whether endpoints without host name are named after their Pods
  /// @param ignoreEmptyServices whether a Service with an address but without ready endpoint has no name
  /// @param autopath whether search lists of Pods are gone through here
  public record Options(
      int headlessTtl,
      List<DnsName> otherDomains,
      List<DnsName> reverseZones,
      List<DnsName> fallthrough,
      List<IpAddress> ownAddresses,
      boolean endpointPodNames,
      boolean ignoreEmptyServices,
      boolean autopath) {

    /// Nothing of it.
    public static final Options NONE =
        new Options(-1, List.of(), List.of(), List.of(), List.of(), false, false, false);

    /// Copies the collections.
    public Options {
      otherDomains = List.copyOf(otherDomains);
      reverseZones = List.copyOf(reverseZones);
      fallthrough = List.copyOf(fallthrough);
      ownAddresses = List.copyOf(ownAddresses);
    }
  }

  /// Zones with no more than the usual.
  public ZoneConfig(
      DnsName domain,
      int ttl,
      int negativeTtl,
      PodNames pods,
      ObjectKey dnsService,
      List<Cidr> ownRanges) {
    this(domain, ttl, negativeTtl, pods, dnsService, ownRanges, Options.NONE);
  }

  public ZoneConfig {
    if (ttl < 0 || ttl > 3600 || negativeTtl < 0 || negativeTtl > 3600) {
      throw new IllegalArgumentException(
          "TTLs are 0 to 3600 seconds, not " + ttl + " and " + negativeTtl);
    }
  }

  /// Seconds the addresses of endpoints may be kept.
  public int headlessTtl() {
    return options.headlessTtl < 0 ? ttl : options.headlessTtl;
  }

  /// Whether a missing name may exist elsewhere.
  public boolean fallsThrough(DnsName name) {
    for (DnsName zone : options.fallthrough) {
      if (name.isUnder(zone)) {
        return true;
      }
    }
    return false;
  }

  /// The cluster domain that `name` is in, the deepest of them; null if it is in none.
  public @Nullable DnsName domainOf(DnsName name) {
    DnsName found = name.isUnder(domain) ? domain : null;
    for (DnsName other : options.otherDomains) {
      if (name.isUnder(other) && (found == null || other.size() > found.size())) {
        found = other;
      }
    }
    return found;
  }
}
