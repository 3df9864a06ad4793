package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import java.util.List;

/// The directive `transfer`: who may have a zone as a whole.
///
/// @param zones empty for all of the block
/// @param to clients in these ranges
public record TransferRule(List<DnsName> zones, List<Cidr> to) {
  /// Copies the lists.
  public TransferRule {
    zones = List.copyOf(zones);
    to = List.copyOf(to);
  }
}
