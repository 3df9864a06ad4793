package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a reply leads from the name asked for: aliases by owner, the names that have the type, and the SOA record that
/// bounds an absence. Fed record by record.
final class Chain {
  /// Longer chains of aliases are nobody's honest business.
  private static final int MAX_ALIASES = 16;

  private final DnsName name;
  private final int type;
  private final Map<DnsName, DnsName> aliases = new HashMap<>();
  private final Set<DnsName> reached = new HashSet<>();
  private @Nullable DnsName zone;
  private long soaTtl;

  Chain(DnsName name, int type) {
    this.name = name;
    this.type = type;
  }

  /// Takes a record of the answer section.
  ///
  /// @return whether it is well formed
  boolean answer(DnsName owner, int recordType, NameReader names, int data, int end) {
    if (recordType == type || type == RrType.ANY) {
      reached.add(owner);
    }
    if (recordType != RrType.CNAME) {
      return true;
    }
    DnsName target = names.read(data);
    if (target == null || names.end() != end) {
      return false;
    }
    aliases.putIfAbsent(owner, target);
    return true;
  }

  /// Takes an SOA record of the authority section, of which the first counts.
  ///
  /// @param fixed where its type stands
  /// @return whether it is well formed
  boolean soa(DnsName owner, byte[] octets, NameReader names, int fixed, int end) {
    DnsName mname = names.read(fixed + 10);
    DnsName rname = mname == null ? null : names.read(names.end());
    if (rname == null || names.end() + 20 != end) {
      return false;
    }
    if (zone == null) {
      zone = owner;
      soaTtl = Math.min(QueryReader.u32(octets, fixed + 4), QueryReader.u32(octets, end - 4));
    }
    return true;
  }

  boolean reached() {
    return reached.contains(last());
  }

  /// Seconds an absence may be believed; −1 if no SOA record of a zone that has the name in it was among the records.
  long negativeTtl() {
    return zone != null && last().isUnder(zone) ? soaTtl : -1;
  }

  /// The name at which the aliases end, or at which the type asked for stands.
  private DnsName last() {
    DnsName at = name;
    for (int i = 0; i < MAX_ALIASES && !reached.contains(at); i++) {
      DnsName target = aliases.get(at);
      if (target == null) {
        return at;
      }
      at = target;
    }
    return at;
  }
}
