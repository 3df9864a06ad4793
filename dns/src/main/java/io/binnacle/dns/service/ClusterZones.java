package io.binnacle.dns.service;

import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.KubernetesRule;
import io.binnacle.dns.config.OwnRule;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.run.WatchScope;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the directives `kubernetes` and `binnacle` mean for the zone.
final class ClusterZones {
  private ClusterZones() {}

  static ZoneConfig config(KubernetesRule rule, OwnRule own) {
    PodNames pods =
        switch (rule.pods()) {
          case DISABLED -> PodNames.DISABLED;
          case INSECURE -> PodNames.INSECURE;
          case VERIFIED -> PodNames.VERIFIED;
        };
    return new ZoneConfig(
        rule.domain(),
        rule.ttl(),
        Math.min(own.negativeTtl(), rule.ttl()),
        pods,
        own.dnsService(),
        ranges(rule, own),
        rule.endpointPodNames());
  }

  static WatchScope scope(KubernetesRule rule) {
    return new WatchScope(
        Set.copyOf(rule.namespaces()), rule.namespaceLabels(), rule.labels(), rule.endpoints());
  }

  /// Where missing reverse names are said to be missing instead of being asked for elsewhere.
  private static List<Cidr> ranges(KubernetesRule rule, OwnRule own) {
    List<Cidr> out = new ArrayList<>(own.clusterRanges());
    for (DnsName zone : rule.reverse()) {
      Cidr range = DnsConfig.reverseRange(zone);
      if (range != null && rule.fallthrough().stream().noneMatch(zone::isUnder)) {
        out.add(range);
      }
    }
    return out;
  }
}
