package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;

/// What the zones are, apart from the objects in them.
///
/// @param domain the cluster domain, `cluster.local.`
/// @param ttl seconds a positive answer may be kept, 0..3600
/// @param negativeTtl seconds a "no" may be kept, 0..3600
/// @param pods which Pod address names are answered
/// @param dnsService the Service in front of this DNS: the zone's name server
/// @param ownRanges addresses that belong to the cluster: reverse names in them are answered here even if unknown
/// @param endpointPodNames whether endpoints without host name are named after their Pods
public record ZoneConfig(
    DnsName domain,
    int ttl,
    int negativeTtl,
    PodNames pods,
    ObjectKey dnsService,
    List<Cidr> ownRanges,
    boolean endpointPodNames) {

  /// Which names `<a>-<b>-<c>-<d>.<ns>.pod.<domain>` are answered.
  public enum PodNames {
    /// None.
    DISABLED,
    /// Any address in an existing namespace, without looking at Pods.
    INSECURE,
    /// Addresses that a Pod of the namespace has.
    VERIFIED
  }

  /// Zones whose endpoints without host name are named after their addresses.
  public ZoneConfig(
      DnsName domain,
      int ttl,
      int negativeTtl,
      PodNames pods,
      ObjectKey dnsService,
      List<Cidr> ownRanges) {
    this(domain, ttl, negativeTtl, pods, dnsService, ownRanges, false);
  }

  public ZoneConfig {
    if (ttl < 0 || ttl > 3600 || negativeTtl < 0 || negativeTtl > 3600) {
      throw new IllegalArgumentException(
          "TTLs are 0 to 3600 seconds, not " + ttl + " and " + negativeTtl);
    }
  }
}
