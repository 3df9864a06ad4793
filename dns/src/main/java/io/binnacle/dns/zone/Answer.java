package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import java.util.List;

/// What the zone knows about one question. Bytes and RCODEs are the business of `dns.wire`.
///
/// Where the name asked for is an alias, `chain` holds the CNAMEs followed, in order.
public sealed interface Answer {
  /// Records of the type asked for, after the aliases that lead to them; `additional` has the addresses of targets.
  record Found(List<Rr> records, List<Rr> additional) implements Answer {}

  /// The name exists, this type does not.
  record NoData(List<Rr> chain, Rr soa) implements Answer {}

  /// Nothing at this name, nothing below it.
  record NxDomain(List<Rr> chain, Rr soa) implements Answer {}

  /// The aliases lead out of the cluster's zones: whoever forwards goes on from `target`.
  record Elsewhere(List<Rr> chain, DnsName target) implements Answer {}

  /// The name is in none of the cluster's zones.
  record NotOurs() implements Answer {}

  /// Not everything has been read yet; a "no" now could be wrong.
  record NotReady() implements Answer {}
}
