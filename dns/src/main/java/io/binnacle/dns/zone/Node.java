package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands at one name of the type asked for. A node without data is a name that exists.
///
/// @param data without duplicates
/// @param additional the addresses of targets
/// @param alias the name this one stands for; null if it is no alias
/// @param ttl seconds, or −1 for the usual
record Node(List<Rdata> data, List<Rr> additional, @Nullable DnsName alias, int ttl) {
  static final Node EMPTY = new Node(List.of(), List.of(), null, -1);

  /// A node with what `all` holds of `type`.
  static Node of(int type, List<Rdata> all) {
    return new Node(all.stream().filter(d -> d.type() == type).toList(), List.of(), null, -1);
  }

  static Node aliasOf(DnsName target) {
    return new Node(List.of(new Rdata.Cname(target)), List.of(), target, -1);
  }
}
