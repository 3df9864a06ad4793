package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import java.time.Duration;
import java.util.List;

/// The directive `hosts`: names with addresses that stand in a file or in the Corefile itself.
///
/// @param file like `/etc/hosts`
/// @param zones for names below these; empty for all of the block
/// @param lines what stands in the Corefile; wins over the file
/// @param ttl seconds, 0..65535
/// @param reload how often the file is looked at; zero for once
/// @param reverse whether addresses have PTR records
/// @param fallthrough zones whose missing names are asked for elsewhere; the root stands for all
public record HostsRule(
    String file,
    List<DnsName> zones,
    List<String> lines,
    int ttl,
    Duration reload,
    boolean reverse,
    List<DnsName> fallthrough) {
  /// Copies the lists.
  public HostsRule {
    zones = List.copyOf(zones);
    lines = List.copyOf(lines);
    fallthrough = List.copyOf(fallthrough);
  }
}
