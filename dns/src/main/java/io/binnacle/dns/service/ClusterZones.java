package io.binnacle.dns.service;

import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.KubernetesRule;
import io.binnacle.dns.config.OwnRule;
import io.binnacle.dns.run.WatchScope;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.dns.zone.ZoneConfig.Options;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.IpAddress;
import java.util.List;
import java.util.Set;

/// What a configuration means for the zones: which there are, and of which objects they are made.
record ClusterZones(ZoneConfig zones, WatchScope scope) {

  /// @param own where this DNS can be asked
  static ClusterZones of(KubernetesRule rule, DnsConfig config, List<IpAddress> own) {
    OwnRule more = config.own();
    PodNames pods =
        switch (rule.pods()) {
          case DISABLED -> PodNames.DISABLED;
          case INSECURE -> PodNames.INSECURE;
          case VERIFIED -> PodNames.VERIFIED;
        };
    Options options =
        new Options(
            Math.min(more.headlessTtl(), rule.ttl()),
            rule.otherDomains(),
            rule.reverse(),
            rule.fallthrough(),
            own,
            rule.endpointPodNames(),
            rule.ignoreEmptyServices(),
            config.autopath() && pods == PodNames.VERIFIED);
    ZoneConfig zones =
        new ZoneConfig(
            rule.domain(),
            rule.ttl(),
            Math.min(more.negativeTtl(), rule.ttl()),
            pods,
            more.dnsService(),
            more.clusterRanges(),
            options);
    WatchScope scope =
        new WatchScope(
            Set.copyOf(rule.namespaces()), rule.namespaceLabels(), rule.labels(), rule.endpoints());
    return new ClusterZones(zones, scope);
  }
}
